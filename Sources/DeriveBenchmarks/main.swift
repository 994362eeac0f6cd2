// Times what design.md promises, each figure against its target, in CPU time of this process, the best of several runs:
// a machine that others use too disturbs the clock on the wall more than the work. Run it in a release build, from the
// folder that holds `problems`:
//
//     swift build -c release && .build/release/DeriveBenchmarks [--check]
//
// With `--check` the exit status is 1 if a figure misses its target.
var board = Scoreboard()
benchmarkDerivatives(&board)
benchmarkParsing(&board)
benchmarkTape(&board)
benchmarkPoints(&board)
benchmarkArrays(&board)
benchmarkRecognition(&board)
benchmarkProblems(&board)
benchmarkProcess(&board, program: CommandLine.arguments[0])
board.finish(checking: CommandLine.arguments.contains("--check"))
