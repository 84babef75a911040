import ArgumentParser
import UnixSignals
@main struct R: ParsableCommand { func run() {} }
