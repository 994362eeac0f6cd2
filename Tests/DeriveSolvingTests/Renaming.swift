import DeriveLanguage
import DeriveNumbers

/// Renames names in a text of the language, token by token: strings, notes, plain comments and `as` clauses stay.
struct Renaming {
  var names: [String: String]
  /// Names of functions: any other word before a bracket is a built-in function, whatever variable has its name.
  var functions: Set<String> = []

  private static func functions(of problem: Problem) -> Set<String> {
    Set(problem.functions.map(\.name.text) + problem.functionDefinitions.map(\.name.text))
  }

  /// All names that a problem declares or binds: sizes, variables, functions, definitions, index letters.
  static func names(of problem: Problem) -> [String] {
    var all: Set<String> = []
    for size in problem.sizes { all.insert(size.name.text) }
    for variable in problem.variables { all.insert(variable.name.text) }
    for function in problem.functions { all.insert(function.name.text) }
    for definition in problem.definitions { all.insert(definition.name.text) }
    for function in problem.functionDefinitions { all.insert(function.name.text) }
    for recursion in problem.recursions { all.insert(recursion.name.text) }
    for index in problem.indices { all.insert(index.name) }
    return all.sorted()
  }

  /// The other way round in the alphabet, and all of one length.
  static func reversed(_ problem: Problem) -> Renaming {
    var map: [String: String] = [:]
    for (position, name) in names(of: problem).enumerated() { map[name] = "q\(900 - position)" }
    return Renaming(names: map, functions: functions(of: problem))
  }

  /// The names exchanged among themselves.
  static func shuffled(_ problem: Problem, seed: UInt64) -> Renaming {
    var random = RandomSource(seed: seed)
    let names = names(of: problem)
    return Renaming(
      names: Dictionary(uniqueKeysWithValues: zip(names, random.shuffled(names))), functions: functions(of: problem))
  }

  /// Greek, long, numbered, underscored names, and names of built-in functions for what is not called.
  static func strange(_ problem: Problem, _ text: String, seed: UInt64) -> Renaming {
    var random = RandomSource(seed: seed)
    let words = Set(words(text))
    let plain = [
      "alpha", "Theta", "omega2", "x_train", "muBar", "Q", "Zz", "kappa", "very_long_name_of_a_quantity", "a", "aa",
      "B",
      "phi", "u0", "tilde_x", "rho", "xi", "chi", "L2", "p1", "nu", "zeta", "T", "Z", "h", "r", "s", "o", "epsilon3",
      "real1", "Exp", "ell", "iota", "G", "hat", "tau", "C", "A", "P", "R",
    ]
    let builtin = ["gamma", "beta", "erf", "tan", "floor", "gelu", "pi", "diag", "tr", "eye", "newton", "cov", "norm"]
    let called = functions(of: problem)
    var pool = random.shuffled(plain)
    var special = random.shuffled(builtin.filter { !words.contains($0) })
    var map: [String: String] = [:]
    let declared = Set(problem.variables.map(\.name.text) + problem.definitions.map(\.name.text))
    for (position, name) in names(of: problem).enumerated() {
      if declared.contains(name), !called.contains(name), position % 3 == 0, let word = special.popLast() {
        map[name] = word
      } else {
        map[name] = pool.popLast() ?? "name\(position)"
      }
    }
    return Renaming(names: map, functions: called)
  }

  private static func words(_ text: String) -> [String] {
    text.split { !isWord($0) }.map(String.init)
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  func applied(to text: String) -> String {
    let characters = Array(text)
    var result = ""
    var place = 0
    /// Copies up to and with the next `end`.
    func copy(through end: String) {
      let end = Array(end)
      while place < characters.count {
        if characters[place...].starts(with: end) {
          result += String(end)
          place += end.count
          return
        }
        result.append(characters[place])
        place += 1
      }
    }
    let keywords: Set<String> = [
      "problem", "note", "size", "given", "random", "function", "assume", "let", "derive", "check", "prove", "refute",
    ]
    var isLineStart = true
    while place < characters.count {
      let character = characters[place]
      let starts = isLineStart
      isLineStart = character == "\n"
      if characters[place...].starts(with: "\"\"\"") {
        result += "\"\"\""
        place += 3
        copy(through: "\"\"\"")
      } else if character == "\"" {
        result.append(character)
        place += 1
        copy(through: "\"")
      } else if character == "#", place + 1 < characters.count, characters[place + 1] != "=" {
        while place < characters.count, characters[place] != "\n" { place += 1 }
      } else if character.isNumber {
        // `1e-3` holds no name.
        while place < characters.count, Self.isWord(characters[place]) {
          result.append(characters[place])
          place += 1
        }
      } else if Self.isWord(character) {
        var word = ""
        while place < characters.count, Self.isWord(characters[place]) {
          word.append(characters[place])
          place += 1
        }
        let isKeyword = starts && keywords.contains(word) && place < characters.count && characters[place] == " "
        let isBuiltIn = place < characters.count && characters[place] == "(" && !functions.contains(word)
        result += isKeyword || isBuiltIn ? word : names[word] ?? word
      } else {
        result.append(character)
        place += 1
      }
    }
    return result
  }
}

extension RandomSource {
  mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
    var list = list
    var rest = list.count
    while rest > 1 {
      let other = Int(next() % UInt64(rest))
      rest -= 1
      list.swapAt(rest, other)
    }
    return list
  }
}
