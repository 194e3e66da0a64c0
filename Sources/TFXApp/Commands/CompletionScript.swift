import TFXCore

/// What `tfx completion` adds to the scripts of ArgumentParser.
package enum CompletionScript {
  /// The script for a shell, with what makes it complete the values of `--set` where the shell by itself
  /// would not.
  package static func text(_ script: String, for shell: String) -> String {
    shell == "bash" ? script + bashValues : script
  }

  /// For bash a '=' ends a word, so that in `--set fit.mode=m` the key, the '=' and the value are three.
  /// Where these are not what is typed, ArgumentParser's function answers. A key is not followed by a
  /// space: its value comes next.
  private static let bashValues = """


    _tfx_with_values() {
        local -i last=COMP_CWORD
        local key= value=
        if [[ "${COMP_WORDS[last]}" == "=" ]]; then
            key="${COMP_WORDS[last - 1]}"
            last=last-1
        elif [[ last -ge 2 && "${COMP_WORDS[last - 1]}" == "=" ]]; then
            key="${COMP_WORDS[last - 2]}" value="${COMP_WORDS[last]}"
            last=last-2
        fi
        if [[ -n "${key}" && last -ge 1 && "${COMP_WORDS[last - 1]}" == "--set" ]]; then
            COMPREPLY=()
            local answer
            while IFS='' read -r answer; do
                COMPREPLY+=("${answer#*=}")
            done < <("${COMP_WORDS[0]}" completion values "${key}=${value}")
            return
        fi
        _tfx "${@}"
        if [[ "${COMP_WORDS[COMP_CWORD - 1]}" == "--set" ]]; then compopt -o nospace; fi
    }
    complete -o filenames -F _tfx_with_values tfx

    """
}
