/// Completion scripts for shells, made from the tables of options and verbs.
package enum Completions {
  package static func script(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  /// The words that an option's value is one of, if it is one of a few.
  private static func choices(_ option: Option) -> [String] {
    guard let value = option.value, value.contains("|") else { return [] }
    return value.split(separator: "|").map(String.init)
  }

  private static func options(_ verb: Verb?) -> [Option] { Option.all(for: verb).filter(\.isAvailable) }

  private static var verbs: [String] { Verb.allCases.map(\.rawValue) }

  /// The first clause that says something: there is little room.
  private static func brief(_ summary: String) -> String {
    var end = summary.endIndex
    for sign in [". ", ": ", "; ", " ("] {
      guard let place = summary.firstRange(of: sign), place.lowerBound < end else { continue }
      if summary[..<place.lowerBound].count(where: { $0 == " " }) >= 3 { end = place.lowerBound }
    }
    let clause = summary[..<end]
    return String(clause.hasSuffix(".") ? clause.dropLast() : clause)
  }

  // MARK: - bash

  private static var bash: String {
    var text = """
      # Completion of the arguments of derive, for bash. Made by 'derive completions bash'.
      _derive() {
        local IFS=$'\\n'
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= options= words= files=yes
        # bash takes the equals sign of --option=value for a word.
        if [[ $word == = ]]; then
          word=
        elif [[ $before == = ]]; then
          before=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if (( COMP_CWORD > 1 )); then
          case ${COMP_WORDS[1]} in
            \(verbs.joined(separator: "|"))) verb=${COMP_WORDS[1]} ;;
          esac
        fi
        case $before in

      """
    for option in Option.all where option.isAvailable && option.value != nil {
      let choices = choices(option).joined(separator: "\\n")
      let action =
        option.name == .output
        ? "COMPREPLY=($(compgen -f -- \"$word\")); compopt -o filenames 2>/dev/null"
        : choices.isEmpty ? "COMPREPLY=()" : "COMPREPLY=($(compgen -W $'\(choices)' -- \"$word\"))"
      text += "    \(option.spellings.joined(separator: "|"))) \(action); return ;;\n"
    }
    text += "  esac\n  case $verb in\n"
    for verb in Verb.allCases {
      let (words, areFiles) = operands(verb)
      text += "    \(verb.rawValue)) \(assignments(options(verb), words))\(areFiles ? "" : " files=") ;;\n"
    }
    return text + """
          *) \(assignments(options(nil), []))
            if (( COMP_CWORD == 1 )); then words=$'\(verbs.joined(separator: "\\n"))'; fi ;;
        esac
        if [[ $word == -* ]]; then
          COMPREPLY=($(compgen -W "$options" -- "$word"))
          return
        fi
        COMPREPLY=($(compgen -W "$words" -- "$word"))
        if [[ -n $files ]]; then
          COMPREPLY+=($(compgen -d -- "$word") $(compgen -f -X '!*.expr' -- "$word"))
          compopt -o filenames 2>/dev/null
        fi
      }
      complete -F _derive derive

      """
  }

  private static func assignments(_ options: [Option], _ words: [String]) -> String {
    let spellings = options.flatMap(\.spellings).joined(separator: "\\n")
    return "options=$'\(spellings)' words=$'\(words.joined(separator: "\\n"))'"
  }

  /// What may stand after a verb: words, or files.
  private static func operands(_ verb: Verb) -> (words: [String], areFiles: Bool) {
    switch verb {
    case .check, .format: ([], true)
    case .new: ([], false)
    case .help: (verbs, false)
    case .completions: (Shell.allCases.map(\.rawValue), false)
    }
  }

  // MARK: - zsh

  private static var zsh: String {
    var text = """
      #compdef derive
      # Completion of the arguments of derive, for zsh. Made by 'derive completions zsh'.

      _derive_first() {
        local -a verbs
        verbs=(

      """
    for verb in Verb.allCases { text += "    \(quoted("\(verb.rawValue):\(zshText(brief(verb.summary)))"))\n" }
    text += """
        )
        _describe verb verbs
        _files -g '*.expr'
      }

      _derive() {
        local verb=
        if (( CURRENT > 2 )); then verb=$words[2]; fi
        case $verb in

      """
    for verb in Verb.allCases {
      let (words, areFiles) = operands(verb)
      let rest = areFiles ? "'*:file:_files -g \"*.expr\"'" : "'*:: :'"
      let operand = words.isEmpty ? rest : "'2:word:(\(words.joined(separator: " ")))'"
      text += "    \(verb.rawValue))\n      _arguments \\\n" + options(verb).map(zshLines).joined()
      text += "        '1: :' \(operand) ;;\n"
    }
    text += "    *)\n      _arguments \\\n" + options(nil).map(zshLines).joined()
    return text + """
              '1:file or verb:_derive_first' '*:file:_files -g "*.expr"' ;;
        esac
      }

      if [ "$funcstack[1]" = "_derive" ]; then _derive "$@"; else compdef _derive derive; fi

      """
  }

  private static func zshLines(_ option: Option) -> String {
    let choices = choices(option)
    var value = ""
    if let name = option.value {
      value = ":\(choices.isEmpty ? name : "value"):"
      if option.name == .output { value += "_files" }
      if !choices.isEmpty { value += "(\(choices.joined(separator: " ")))" }
    }
    return option.spellings.map { spelling in
      let isLong = spelling.hasPrefix("--")
      let sign = option.value != nil && isLong ? "=" : ""
      let repeats = option.name == .statement ? "*" : ""
      return "        \(quoted("\(repeats)\(spelling)\(sign)[\(zshText(brief(option.summary)))]\(value)")) \\\n"
    }.joined()
  }

  private static func zshText(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing(":", with: "\\:").replacing("[", with: "\\[")
      .replacing("]", with: "\\]")
  }

  /// In the quotes of a POSIX shell.
  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

  // MARK: - fish

  private static var fish: String {
    var text = """
      # Completion of the arguments of derive, for fish. Made by 'derive completions fish'.
      complete -c derive -f

      """
    for verb in Verb.allCases {
      text += "complete -c derive -n __fish_use_subcommand -a \(verb.rawValue) -d \(fishQuoted(brief(verb.summary)))\n"
    }
    let none = fishQuoted("not __fish_seen_subcommand_from \(verbs.joined(separator: " "))")
    text += options(nil).map { fishLine($0, none) }.joined()
    text += "complete -c derive -n \(none) -k -a '(__fish_complete_suffix .expr)'\n"
    for verb in Verb.allCases {
      let condition = fishQuoted("__fish_seen_subcommand_from \(verb.rawValue)")
      text += options(verb).map { fishLine($0, condition) }.joined()
      let (words, areFiles) = operands(verb)
      if areFiles { text += "complete -c derive -n \(condition) -k -a '(__fish_complete_suffix .expr)'\n" }
      if !words.isEmpty { text += "complete -c derive -n \(condition) -a '\(words.joined(separator: " "))'\n" }
    }
    return text
  }

  private static func fishLine(_ option: Option, _ condition: String) -> String {
    var line = "complete -c derive -n \(condition)"
    for spelling in option.spellings {
      line += spelling.hasPrefix("--") ? " -l \(spelling.dropFirst(2))" : " -s \(spelling.dropFirst())"
    }
    let choices = choices(option)
    if option.value != nil { line += option.name == .output ? " -r -F" : " -x" }
    if !choices.isEmpty { line += " -a '\(choices.joined(separator: " "))'" }
    return line + " -d \(fishQuoted(brief(option.summary)))\n"
  }

  private static func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
