/**
 * zsh's part of completion. Candidates are handed to compadd in arrays: it quotes them for the place on the
 * line, and nothing of them is evaluated or expanded.
 */
export const ZSH = `#compdef sentinel
# sentinel: completion for zsh.  eval "$(sentinel completion zsh)" behind compinit,
# or this text as the file _sentinel in a folder of $fpath.
_sentinel() {
  emulate -L zsh
  local -a lines values shown begun begun_shown
  local directive line
  lines=("\${(@f)$(command sentinel __complete zsh "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  directive=\${lines[1]-}
  case $directive in
    words)
      for line in "\${(@)lines[2,-1]}"; do
        # A word that goes on gets no blank behind it.
        if [[ \${line%%$'\\t'*} == *: ]]; then
          begun+=("\${line%%$'\\t'*}") begun_shown+=("\${line#*$'\\t'}")
        else
          values+=("\${line%%$'\\t'*}") shown+=("\${line#*$'\\t'}")
        fi
      done
      local found=1
      (( $#values )) && compadd -V sentinel -l -d shown -a values && found=0
      (( $#begun )) && compadd -V sentinel -S '' -l -d begun_shown -a begun && found=0
      return found
      ;;
    files*)
      compset -p \${directive#files }
      _files
      ;;
    folders*)
      compset -p \${directive#folders }
      _files -/
      ;;
    command*)
      local at=\${directive#command }
      words=("\${(@)words[at+2,-1]}")
      (( CURRENT -= at + 1 ))
      _normal
      ;;
  esac
}

# As a file of $fpath this is the function itself; eval'd it is told where it belongs.
if [[ $funcstack[1] == _sentinel ]]; then
  _sentinel "$@"
elif (( $+functions[compdef] )); then
  compdef _sentinel sentinel
fi
`;
