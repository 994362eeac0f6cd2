import Testing

@Suite struct DeriveNumbersTests {}
