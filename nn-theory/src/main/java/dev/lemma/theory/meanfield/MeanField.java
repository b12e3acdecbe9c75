package dev.lemma.theory.meanfield;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.meanfield.Students.Teacher;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two-layer networks as particles. With {@code h = (1/m) Σⱼ aⱼ (wⱼ·x)₊} and a rate in proportion to m, gradient descent on the population loss is a flow of the law of the particles that does not
 * depend on m, the Wasserstein gradient flow; with {@code 1/√m} and a fixed rate it is lazy.
 *
 * <pre>{@code
 * E|h₀|² = s² m/2  for independent signs                 rms |Δw|: m⁰ for s = 1/m, m^{−1/2} for s = 1/√m
 * |h_m − h_∞| = O(m^{−1/2})                              all starts of width m ≫ m₀ reach the teacher of m₀ orthogonal units
 * }</pre>
 *
 * <p>The loss and its gradient are exact for Gaussian inputs, so nothing is sampled but the start.
 *
 * <p>Source: Mathematics of Deep Learning: Mean Field and Lazy Training. Departs from it: the displacement in its table is that of a particle; the Euclidean one of all is √m times that. With half of the signs + and half
 * −, E|h₀|² is smaller, {@code m E|h₀|² = 0.34}. Global convergence needs a two-homogeneous model, a start of full support and the convergence of the flow; a random teacher with signs tests nothing.
 *
 * @param widths m of the exponents
 * @param seeds of each width
 * @param starts of the teacher of orthogonal units
 * @param steps of them
 */
public record MeanField(List<Integer> widths, int seeds, int starts, int steps) implements Experiment {

    private static final double STEP = 0.1;
    private static final int DIMENSION = 20;
    private static final int ORTHOGONAL = 10;

    public MeanField {
        widths = List.copyOf(widths);
        Check.atLeast("seeds", seeds, 2);
        Check.atLeastOne("steps", steps);
        if (widths.size() < 3 || widths.stream().anyMatch(m -> m < 2)) {
            throw new IllegalArgumentException("widths: a slope needs three or more, each at least 2, got " + widths);
        }
        if (starts < 10) {
            throw new IllegalArgumentException(
                    "starts: expected at least 10, of which 6 tell the widths apart, got " + starts);
        }
    }

    /** m = 64 to 1024, 4 seeds; 10 starts of 2500 steps. */
    public MeanField() {
        this(List.of(64, 128, 256, 512, 1024), 4, 10, 2500);
    }

    /** With other widths. */
    public MeanField widths(Integer... other) {
        return new MeanField(List.of(other), seeds, starts, steps);
    }

    @Override
    public MeanField quick() {
        return new MeanField(List.of(32, 64, 128, 256), seeds, 10, Math.min(steps, 2500));
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        int total = 2 * widths.size() + 4;
        int done = 0;
        double[] m = new double[widths.size() * seeds];
        double[] mean = new double[m.length];
        double[] lazy = new double[m.length];
        Teacher signed = signedTeacher();
        for (int i = 0; i < widths.size(); i++) {
            int width = widths.get(i);
            double[] moved = displacements(signed, width, true);
            listener.at("trainings", ++done, total);
            double[] hardly = displacements(signed, width, false);
            listener.at("trainings", ++done, total);
            for (int seed = 0; seed < seeds; seed++) {
                m[i * seeds + seed] = width;
                mean[i * seeds + seed] = moved[seed];
                lazy[i * seeds + seed] = hardly[seed];
            }
        }
        double[] sizes = {8, 16, 32, 64, 128};
        double[] distances = fluctuations(signed, sizes);
        listener.at("trainings", ++done, total);
        double[] independent = squaresAtStart(false);
        double[] balanced = squaresAtStart(true);
        listener.at("trainings", ++done, total);
        int wide = reached(40);
        listener.at("trainings", ++done, total);
        int narrow = reached(ORTHOGONAL);
        listener.at("trainings", ++done, total);
        List<Finding> findings = List.of(
                Judge.mean("start", "m E|h₀|² = ½ at the start, for independent signs", independent, 0.5, 0),
                Finding.rejected(
                        Judge.mean("balanced", "so it is with half of the signs + and half −", balanced, 0.5, 0)),
                Judge.slope(
                        "moves",
                        "a particle moves by an amount that does not depend on m where h = (1/m)Σ",
                        m,
                        mean,
                        0,
                        0.15),
                Judge.slope("lazy", "it moves like m^{−1/2} where h = m^{−1/2}Σ", m, lazy, -0.5, 0.15),
                Finding.rejected(Judge.slope("the-same", "it moves as far where h = m^{−1/2}Σ", m, lazy, 0, 0.15)),
                Judge.slope(
                        "fluctuation",
                        "networks of m particles are within m^{−1/2} of one of 768",
                        sizes,
                        distances,
                        -0.5,
                        0.15),
                Judge.everyRun(
                        "wide",
                        "at least 6 of 10 starts of width 40 come to a thousandth of the loss of a teacher with 10 orthogonal units",
                        new double[] {0.6 * starts},
                        new double[] {wide},
                        0),
                Judge.everyRun(
                        "narrow",
                        "at most 5 of 10 of width 10 do",
                        new double[] {narrow},
                        new double[] {0.5 * starts},
                        0),
                Finding.rejected(Judge.everyRun(
                        "as-many",
                        "a width of 10 is enough for a teacher of 10",
                        new double[] {0.6 * starts},
                        new double[] {narrow},
                        0)));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("starts of width 40 that arrive", (double) wide);
        constants.put("starts of width 10 that arrive", (double) narrow);
        double[] ends = {m[0], m[m.length - 1]};
        Figure figure = new Figure(
                "displacement",
                "How far a particle moves",
                "width m",
                "rms |Δw|",
                true,
                true,
                List.of(
                        Curve.points("h = (1/m)Σ", m, mean),
                        Curve.points("h = m^{−1/2}Σ", m, lazy),
                        Curve.dashed(
                                "m^{−1/2}", ends, new double[] {lazy[0], lazy[0] * Math.sqrt(ends[0] / ends[1])})));
        Figure rate = new Figure(
                "fluctuation",
                "Distance of networks of m particles from one of 768",
                "width m",
                "L² distance",
                true,
                true,
                List.of(
                        Curve.points("measured", sizes, distances),
                        Curve.dashed(
                                "m^{−1/2}",
                                sizes,
                                Arrays.stream(sizes)
                                        .map(x -> distances[0] * Math.sqrt(sizes[0] / x))
                                        .toArray())));
        Theorem theorem = new Theorem(
                "The mean-field limit",
                "Mathematics of Deep Learning: Mean Field and Lazy Training",
                "with h = (1/m)Σ particles move by O(1) and h_m is within O(m^{−1/2}) of its limit, which finds the teacher when m ≫ m₀",
                "the displacement of the table is that of one particle; E|h₀|² = s²m/2 needs independent signs");
        return new Verdict(theorem, constants, findings, List.of(figure, rate), (System.nanoTime() - start) / 1e9);
    }

    // ------------------------------------------------------------------ settings

    /** Four units of random directions, two of each sign, of total mass 1. */
    private static Teacher signedTeacher() {
        return new Teacher(
                sphere(1, 4, DIMENSION, Key.of(11)).reshape(Shape.of(4, DIMENSION)),
                Array.vector(0.25, -0.25, 0.25, -0.25));
    }

    private static Array sphere(int members, int units, int d, Key key) {
        double[] w = new double[members * units * d];
        Randomness.normal(key, w);
        for (int i = 0; i < members * units; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                square += w[i * d + j] * w[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                w[i * d + j] /= Math.sqrt(square);
            }
        }
        return Array.of(Shape.of(members, units, d), w);
    }

    private static Array signs(int members, int units, Key key) {
        double[] u = new double[members * units];
        Randomness.uniform(key, u);
        return Array.of(
                Shape.of(members, units),
                Arrays.stream(u).map(x -> x < 0.5 ? -1 : 1).toArray());
    }

    /** rms |Δw| of each seed after a time of 4. */
    private double[] displacements(Teacher teacher, int width, boolean meanField) {
        Key key = Key.of(5).at(width);
        Array start = sphere(seeds, width, DIMENSION, key.of("rows"));
        double scale = meanField ? 1.0 / width : 1 / Math.sqrt(width);
        Students students = new Students(signs(seeds, width, key.of("signs")), scale, teacher);
        double[] after = students.trained(start, meanField ? STEP * width : STEP, 40, false)
                .rows()
                .toDoubles();
        double[] before = start.toDoubles();
        int each = width * DIMENSION;
        double[] moved = new double[seeds];
        for (int i = 0; i < before.length; i++) {
            moved[i / each] += Math.pow(after[i] - before[i], 2) / width;
        }
        return Arrays.stream(moved).map(Math::sqrt).toArray();
    }

    /** rms over 6 seeds of {@code ‖h_m − h_768‖} at time 6. */
    private static double[] fluctuations(Teacher teacher, double[] sizes) {
        int many = 768;
        int seeds = 6;
        Key key = Key.of(6);
        Array reference = new Students(signs(1, many, key.of("signs")), 1.0 / many, teacher)
                .trained(sphere(1, many, DIMENSION, key.of("rows")), STEP * many, 60, false)
                .rows();
        Array signs = signs(1, many, key.of("signs"));
        Teacher limit = new Teacher(
                reference.reshape(Shape.of(many, DIMENSION)),
                Array.vector(Arrays.stream(signs.toDoubles()).map(a -> a / many).toArray()));
        double[] distances = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            int width = (int) sizes[i];
            Key own = key.at(width);
            Array a = signs(seeds, width, own.of("signs"));
            Array after = new Students(a, 1.0 / width, teacher)
                    .trained(sphere(seeds, width, DIMENSION, own.of("rows")), STEP * width, 60, false)
                    .rows();
            // The population loss against the limit as a teacher is half the squared distance.
            double[] losses = new Students(a, 1.0 / width, limit).losses(after);
            distances[i] = Math.sqrt(2 * Judge.mean(losses));
        }
        return distances;
    }

    /** {@code m|h₀|²} of 300 draws at m = 32. */
    private static double[] squaresAtStart(boolean balanced) {
        int width = 32;
        int draws = 300;
        Array signs = signs(draws, width, Key.of(8).of("signs"));
        if (balanced) {
            double[] half = new double[draws * width];
            for (int i = 0; i < half.length; i++) {
                half[i] = i % 2 == 0 ? 1 : -1;
            }
            signs = Array.of(Shape.of(draws, width), half);
        }
        Teacher nothing = new Teacher(Array.of(Shape.of(1, DIMENSION), unit(DIMENSION)), Array.vector(0));
        double[] losses = new Students(signs, 1.0 / width, nothing)
                .losses(sphere(draws, width, DIMENSION, Key.of(8).of("rows")));
        return Arrays.stream(losses).map(loss -> 2 * width * loss).toArray();
    }

    private static double[] unit(int d) {
        double[] unit = new double[d];
        unit[0] = 1;
        return unit;
    }

    /** How many starts of a width come to a thousandth of the loss at the start, the teacher being 10 orthogonal units of mass 1; masses move too. */
    private int reached(int width) {
        double[] rows = new double[ORTHOGONAL * ORTHOGONAL];
        double[] masses = new double[ORTHOGONAL];
        for (int i = 0; i < ORTHOGONAL; i++) {
            rows[i * ORTHOGONAL + i] = 1;
            masses[i] = 1;
        }
        Teacher teacher = new Teacher(Array.of(Shape.of(ORTHOGONAL, ORTHOGONAL), rows), Array.vector(masses));
        Students students = new Students(signs(starts, width, Key.of(10).at(width)), 1.0 / width, teacher);
        Array start = sphere(starts, width, ORTHOGONAL, Key.of(9).at(width));
        double[] before = students.losses(start);
        double[] after = students.losses(students.trained(start, STEP * width, steps, true));
        int reached = 0;
        for (int i = 0; i < starts; i++) {
            reached += after[i] < 1e-3 * before[i] ? 1 : 0;
        }
        return reached;
    }
}
