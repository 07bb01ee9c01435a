// What a shell has to load. Each asks the program for the words and falls back to files where it has none.

const bash = `# usher completion bash
_usher() {
  local line words
  # COMP_WORDS splits at colons and equals signs; the line up to the cursor does not.
  read -ra words <<< "\${COMP_LINE:0:COMP_POINT}x"
  words[-1]="\${words[-1]%x}"
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <(usher completion words -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _usher usher
`;

const zsh = `#compdef usher
# usher completion zsh
_usher() {
  local word meaning
  local -a found
  while IFS=$'\\t' read -r word meaning; do
    found+=("\${word//:/\\\\:}:\${meaning}")
  done < <(usher completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe 'usher' found; else _files; fi
}
if [[ "\${funcstack[1]}" == _usher ]]; then _usher "$@"; else compdef _usher usher; fi
`;

const fish = `# usher completion fish
function __usher_words
  set -l words (commandline -opc) (commandline -ct)
  set -l found (usher completion words -- $words[2..] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c usher -f -a '(__usher_words)'
`;

/** The script for each shell. */
export const scripts = {bash, zsh, fish} as const;
export const shells = ['bash', 'zsh', 'fish'] as const;
