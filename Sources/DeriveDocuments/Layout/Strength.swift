/// How tightly a written formula holds together: what is looser than its place needs gets brackets.
enum Strength: Int, Comparable, Sendable {
  case list, alternative, conjunction, negation, relation, addition, sign, product, script, atom

  static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
}
