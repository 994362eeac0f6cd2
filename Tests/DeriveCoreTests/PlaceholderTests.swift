import Testing

@Suite struct DeriveCoreTests {}
