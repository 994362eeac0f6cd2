package struct Rational: Hashable, Sendable {}
