import Testing

@Suite struct DeriveHeavyTests {}
