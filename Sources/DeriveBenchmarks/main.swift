try benchmarkTape()
