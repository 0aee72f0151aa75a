import Dispatch
import Foundation

// Synchronous on purpose: the screen's loop must own the initial thread.
exit(Main.run(Array(CommandLine.arguments.dropFirst())))
