package dev.lemma.bench.side;

import dev.lemma.bench.workload.Work;

/**
 * Warms a case up and finds how many units make a timing.
 *
 * <p>Peers are warm after their first call; a JVM compiles while it runs. So the case runs in timings of at least
 * {@link #minSeconds} until {@link #warmSeconds} have passed, and the last three are no faster than those before and found
 * the just-in-time compiler without work, at most {@link #patienceSeconds}. Without the second condition a wait for the compiler, long where it shares one core with the
 * work, would pass for the end of the warm-up. A call of many seconds is warm after two.
 *
 * @param minSeconds      length of a timing
 * @param warmSeconds     shortest warm-up
 * @param patienceSeconds longest warm-up
 */
public record Calibration(double minSeconds, double warmSeconds, double patienceSeconds) {

    private static final double GAIN = 0.98;

    /** What every recorded run uses. */
    public static Calibration full() {
        return new Calibration(0.2, 10, 40);
    }

    /** For a first impression. */
    public static Calibration quick() {
        return new Calibration(0.1, 1, 10);
    }

    /** The number of units per timing, after the warm-up. */
    public int warm(Work work) {
        double spent = 0;
        double fastest = Double.POSITIVE_INFINITY;
        int sinceGain = 0;
        int units = 1;
        double perUnit;
        JitCompiler compiler = new JitCompiler();
        do {
            double seconds = seconds(work, units);
            spent += seconds;
            perUnit = seconds / units;
            if (perUnit < GAIN * fastest || compiler.isBusy()) {
                sinceGain = 0;
            } else if (seconds >= minSeconds / 2) {
                sinceGain++;
            }
            fastest = Math.min(fastest, perUnit);
            units = units(seconds, units);
        } while (spent < patienceSeconds && (spent < warmSeconds || sinceGain < 3));
        return Math.max(1, (int) Math.min(Integer.MAX_VALUE, Math.ceil(1.1 * minSeconds / fastest)));
    }

    /** The units of the next timing: enough for {@code minSeconds}, at most ten times as many as now. */
    int units(double seconds, int now) {
        double wanted = Math.ceil(1.1 * minSeconds * now / Math.max(seconds, 1e-9));
        return (int) Math.max(1, Math.min(Math.min(wanted, 10.0 * now), 1 << 30));
    }

    private static double seconds(Work work, int units) {
        long start = System.nanoTime();
        work.run(units);
        return (System.nanoTime() - start) * 1e-9;
    }
}
