import DeriveInterface

Command.main(Array(CommandLine.arguments.dropFirst()))
