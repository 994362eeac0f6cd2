import Testing

@Suite struct DeriveInterfaceTests {}
