import Testing

@Suite struct DeriveSolvingTests {}
