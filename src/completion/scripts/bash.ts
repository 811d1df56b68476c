/**
 * bash's part of completion; works from bash 3.2 (macOS) on. What the program answers is already quoted for
 * the place on the line and is only ever put into an array: nothing of it is evaluated.
 */
export const BASH = `# sentinel: completion for bash.  eval "$(sentinel completion bash)"
_sentinel() {
  local line words=() directive=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $directive ]]; then directive=$line; else words+=("$line"); fi
  done < <(command sentinel __complete bash "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  case $directive in
    words) COMPREPLY=("\${words[@]}") ;;
    partial)
      compopt -o nospace 2>/dev/null
      COMPREPLY=("\${words[@]}")
      ;;
    files*) compopt -o default 2>/dev/null ;;
    folders*) compopt -o dirnames 2>/dev/null ;;
    command*) _sentinel_command "\${directive#command }" ;;
  esac
}

# What follows is another command's line: its first word begins at that character.
_sentinel_command() {
  local rest=\${COMP_LINE:0:$1} at=0
  while [[ $rest == *[![:space:]]* && at -lt COMP_CWORD ]]; do
    rest=\${rest#*"\${COMP_WORDS[at]}"}
    at=$((at + 1))
  done
  if [[ $at -ge $COMP_CWORD ]]; then
    local name
    while IFS= read -r name; do
      printf -v name %q "$name"
      COMPREPLY+=("$name")
    done < <(compgen -c -- "\${COMP_WORDS[COMP_CWORD]}" | sort -u)
  elif declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$at"
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$at"
  else
    compopt -o default 2>/dev/null
  fi
}

complete -F _sentinel sentinel
`;
