import Console
import Foundation
import FrontDoor

/// Runs a command line with what only a front door may touch.
func run(arguments: [String]) -> ExitCode {
    let settings = Settings(
        .syncServer, environment: ProcessInfo.processInfo.environment, width: Terminal.width,
        isTerminal: Terminal.isTerminal)
    let door = FrontDoor(
        .syncServer, settings: settings, clock: SystemClock(), entropy: SystemEntropy())
    return door.run(arguments)
}

exit(run(arguments: Array(CommandLine.arguments.dropFirst())).rawValue)
