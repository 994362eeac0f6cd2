extension TermStore {
  /// The limit of the body as the variable, a scalar name or a size, tends to the point, as it stands.
  package mutating func limit(of body: Term, _ variable: Term, to point: Term, from side: LimitSide) -> Term {
    intern(.limit, payload: Int(side.rawValue), variable, point, body)
  }

  /// From where a limit that was not taken approaches its point.
  package func limitSide(_ term: Term) -> LimitSide { LimitSide(rawValue: UInt8(payload(term) & 0xff)) ?? .both }
}
