package dev.lemma.dynamics.ode;

import java.util.List;

/**
 * How an equation is followed.
 *
 * @param solver the method
 * @param steps of equal length, 0 if lengths are chosen by the tolerance
 * @param perSample whether each sample has steps of its own
 * @param control how lengths are chosen
 * @param firstStep length, 0 to be found
 * @param largestStep bound of the lengths
 * @param attempts most attempts
 * @param snapshots states that are kept, 0 for all
 * @param events what is looked for on the way
 */
record Settings(
        Solver solver,
        int steps,
        boolean perSample,
        StepControl control,
        double firstStep,
        double largestStep,
        int attempts,
        int snapshots,
        List<Event> events) {

    static final Settings STANDARD = new Settings(
            new Tsitouras5(), 0, false, StepControl.STANDARD, 0, Double.POSITIVE_INFINITY, 100_000, 0, List.of());

    boolean fixed() {
        return steps > 0;
    }

    Settings with(Solver other) {
        return new Settings(other, steps, perSample, control, firstStep, largestStep, attempts, snapshots, events);
    }

    Settings withSteps(int n) {
        return new Settings(solver, n, perSample, control, firstStep, largestStep, attempts, snapshots, events);
    }

    Settings withOwnSteps(boolean own) {
        return new Settings(solver, steps, own, control, firstStep, largestStep, attempts, snapshots, events);
    }

    Settings with(StepControl other) {
        return new Settings(solver, steps, perSample, other, firstStep, largestStep, attempts, snapshots, events);
    }

    Settings withFirstStep(double h) {
        return new Settings(solver, steps, perSample, control, h, largestStep, attempts, snapshots, events);
    }

    Settings withLargestStep(double h) {
        return new Settings(solver, steps, perSample, control, firstStep, h, attempts, snapshots, events);
    }

    Settings withAttempts(int n) {
        return new Settings(solver, steps, perSample, control, firstStep, largestStep, n, snapshots, events);
    }

    Settings withSnapshots(int n) {
        return new Settings(solver, steps, perSample, control, firstStep, largestStep, attempts, n, events);
    }

    Settings with(List<Event> others) {
        return new Settings(
                solver, steps, perSample, control, firstStep, largestStep, attempts, snapshots, List.copyOf(others));
    }
}
