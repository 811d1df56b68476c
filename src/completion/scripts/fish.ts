/**
 * fish's part of completion. What a command substitution of \`complete -a\` prints is taken line by line as
 * plain text; fish escapes it when it stands on the line.
 */
export const FISH = `# sentinel: completion for fish.  sentinel completion fish >~/.config/fish/completions/sentinel.fish
function __sentinel_complete
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    # Always one argument, also where nothing has been typed yet.
    set -l lines (command sentinel __complete fish $tokens[2..-1] "$current" 2>/dev/null)
    set -q lines[1]; or return
    set -l directive (string split ' ' -- $lines[1])
    switch $directive[1]
        case words
            printf '%s\\n' $lines[2..-1]
        case files
            # fish completes the paths of a command that it does not know, also behind = and :
            complete -C "'' $current"
        case folders
            complete -C "'' $current" | string match -r '.*/$'
        case command
            set -l rest (string escape -- $tokens[(math $directive[2] + 2)..-1])
            complete -C "$rest $current"
    end
end

complete -c sentinel -e
complete -c sentinel -f -k -a '(__sentinel_complete)'
`;
