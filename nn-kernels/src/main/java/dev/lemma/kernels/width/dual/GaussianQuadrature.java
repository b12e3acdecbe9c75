package dev.lemma.kernels.width.dual;

import dev.lemma.compiler.scalar.GaussLegendre;
import dev.lemma.compiler.scalar.ScalarFunction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gaussian expectations of one function f, {@code E[f(u) f(v)]} and {@code E[f(u)ᵖ]}, in float64.
 *
 * <p>The line is cut at the kinks and jumps of f, which are found in its expression, and where f would not be resolved by a polynomial of degree 13; on the
 * pieces, Gauss-Legendre. For pairs
 *
 * <ul>
 *   <li>if the Hermite coefficients {@code aₙ(q) = E[f(√q z) hₙ(z)]} fall off, the series of Mehler: {@code E[f(u) f(v)] = Σₙ aₙ(q₁) aₙ(q₂) ρⁿ}, whose
 *       remainder is at most {@code √(E f(u)² − Σ aₙ²) √(E f(v)² − Σ aₙ²)}: below 2e-14 of the value at ρ = 1;
 *   <li>else, for few pairs, both integrals over {@code u = √q₁ z}, {@code v = √q₂ (ρ z + √(1 − ρ²) z′)}, the outer one also cut where v passes a kink;
 *   <li>for many, the same at the nodes of a {@link CorrelationTable}.
 * </ul>
 */
final class GaussianQuadrature {

    /** Standard deviations beyond which the normal density is left out. */
    private static final double REACH = 9;

    /** Width of the panels of double integrals. */
    private static final double WIDE = 2;

    /** Weighted values below which the inner integral is left out. */
    private static final double NEGLIGIBLE = 1e-22;

    private static final int MOST_TERMS = 384;

    private static final int NODES = 14;

    /** Pairs up to which both integrals are taken for each. */
    private static final int MOST_DIRECT = 6000;

    private static final int DEEPEST = 40;

    private static final GaussLegendre RULE = GaussLegendre.of(NODES);

    private final ScalarFunction f;
    private double resolvedTo;
    private double[] breaks = {};
    private double[] kinks = {};
    private @Nullable CorrelationTable table;

    GaussianQuadrature(ScalarFunction f) {
        this.f = f;
    }

    // ------------------------------------------------------------------ one variable

    /** Where f is cut, on [−reach, reach]. */
    private synchronized double[] breaks(double reach) {
        if (reach > resolvedTo) {
            double largest = Math.max(16, 1.5 * reach);
            kinks = f.kinks(-largest, largest);
            TreeSet<Double> cuts = new TreeSet<>();
            for (double kink : kinks) {
                cuts.add(kink);
            }
            breaks = Resolution.cuts(f, -largest, largest, cuts, RULE, DEEPEST);
            resolvedTo = largest;
        }
        return breaks;
    }

    private synchronized double[] kinks() {
        return kinks;
    }

    /** Nodes z and weights of E[g(z)] with the density of N(0, 1), for integrands cut at the given places. */
    private static double[][] rule(double[] cuts, double widest) {
        double[] edges = new double[cuts.length + 2];
        int count = 0;
        edges[count++] = -REACH;
        for (double cut : cuts) {
            if (cut > -REACH && cut < REACH) {
                edges[count++] = cut;
            }
        }
        edges[count++] = REACH;
        edges = Arrays.copyOf(edges, count);
        Arrays.sort(edges);
        int panels = 0;
        for (int i = 1; i < edges.length; i++) {
            panels += (int) Math.ceil((edges[i] - edges[i - 1]) / widest);
        }
        double[] z = new double[panels * NODES];
        double[] w = new double[panels * NODES];
        int at = 0;
        for (int i = 1; i < edges.length; i++) {
            int parts = (int) Math.ceil((edges[i] - edges[i - 1]) / widest);
            double half = (edges[i] - edges[i - 1]) / parts / 2;
            for (int part = 0; part < parts; part++) {
                double middle = edges[i - 1] + (2 * part + 1) * half;
                for (int k = 0; k < NODES; k++) {
                    z[at] = middle + half * RULE.nodes()[k];
                    w[at] = half * RULE.weights()[k] * Math.exp(-0.5 * z[at] * z[at]) / Math.sqrt(2 * Math.PI);
                    at++;
                }
            }
        }
        return new double[][] {z, w};
    }

    private double[][] rule(double q, double widest) {
        double deviation = Math.sqrt(q);
        double[] cuts = breaks(REACH * deviation).clone();
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] /= deviation;
        }
        return rule(cuts, widest);
    }

    /** {@code E[f(√q z)ᵖ]}. */
    double powerMean(double q, int power) {
        if (!(q > 0)) {
            double value = f.applyAsDouble(0);
            return power == 1 ? value : value * value;
        }
        double[][] rule = rule(q, 1);
        double[] values = f.values(scaled(rule[0], Math.sqrt(q)));
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += rule[1][i] * (power == 1 ? values[i] : values[i] * values[i]);
        }
        return sum;
    }

    private static double[] scaled(double[] z, double factor) {
        double[] scaled = z.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    /** Hermite coefficients up to where they say all; null if that is too far. */
    private double @Nullable [] coefficients(double q) {
        if (!(q > 0)) {
            return new double[] {f.applyAsDouble(0)};
        }
        double[][] rule = rule(q, 0.5);
        double[] z = rule[0];
        double[] weighted = f.values(scaled(z, Math.sqrt(q)));
        double total = 0;
        for (int i = 0; i < z.length; i++) {
            total += rule[1][i] * weighted[i] * weighted[i];
            weighted[i] *= rule[1][i];
        }
        double[] before = new double[z.length];
        double[] now = new double[z.length];
        Arrays.fill(now, 1);
        double[] coefficients = new double[MOST_TERMS];
        double rest = total;
        int quiet = 0;
        for (int n = 0; n < MOST_TERMS; n++) {
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                sum += weighted[i] * now[i];
            }
            coefficients[n] = sum;
            rest -= sum * sum;
            quiet = sum * sum < 1e-27 * total ? quiet + 1 : 0;
            if (rest <= 2e-14 * total && quiet >= 6) {
                return Arrays.copyOf(coefficients, n + 1);
            }
            double up = 1 / Math.sqrt(n + 1);
            double down = Math.sqrt(n);
            for (int i = 0; i < z.length; i++) {
                double next = up * (z[i] * now[i] - down * before[i]);
                before[i] = now[i];
                now[i] = next;
            }
        }
        return null;
    }

    // ------------------------------------------------------------------ pairs

    /** {@code E[f(u) f(v)]} for pairs whose variances are q₁[first[i]] and q₂[second[i]]. */
    void products(double[] q1, int[] first, double[] q2, int[] second, double[] less, double[] more, double[] result) {
        Map<Double, double[]> known = new HashMap<>();
        double[][] a = allCoefficients(q1, known);
        double[][] b = a == null ? null : allCoefficients(q2, known);
        if (a != null && b != null) {
            for (int i = 0; i < result.length; i++) {
                result[i] = mehler(a[first[i]], b[second[i]], 0.5 * (more[i] - less[i]));
            }
            return;
        }
        CorrelationTable ready = result.length > MOST_DIRECT ? table(q1, q2) : null;
        for (int i = 0; i < result.length; i++) {
            double u = q1[first[i]];
            double v = q2[second[i]];
            result[i] = less[i] == 0 && u == v
                    ? powerMean(u, 2)
                    : ready == null || !(u > 0) || !(v > 0)
                            ? product(u, v, less[i], more[i])
                            : ready.at(u, v, CorrelationTable.angle(less[i], more[i]));
        }
    }

    private double @Nullable [][] allCoefficients(double[] q, Map<Double, double[]> known) {
        if (f.region().switches().isEmpty()) {
            double[][] all = new double[q.length][];
            for (int i = 0; i < q.length; i++) {
                double[] found = known.get(q[i]);
                if (found == null) {
                    found = coefficients(q[i]);
                    if (found == null) {
                        return null;
                    }
                    known.put(q[i], found);
                }
                all[i] = found;
            }
            return all;
        }
        return null;
    }

    private static double mehler(double[] a, double[] b, double rho) {
        double sum = 0;
        for (int n = Math.min(a.length, b.length) - 1; n >= 0; n--) {
            sum = sum * rho + a[n] * b[n];
        }
        return sum;
    }

    private synchronized CorrelationTable table(double[] q1, double[] q2) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (double[] all : new double[][] {q1, q2}) {
            for (double q : all) {
                if (q > 0) {
                    low = Math.min(low, q);
                    high = Math.max(high, q);
                }
            }
        }
        if (table == null || !table.covers(low, high)) {
            table = CorrelationTable.of(this::product, low, high);
        }
        return table;
    }

    /** {@code E[f(u) f(v)]} of one pair by both integrals. */
    double product(double q1, double q2, double less, double more) {
        return product(this, q1, q2, less, more);
    }

    /** {@code E[f(u) g(v)]} for pairs whose variances are q₁[first[i]] and q₂[second[i]]. */
    void products(
            GaussianQuadrature g,
            double[] q1,
            int[] first,
            double[] q2,
            int[] second,
            double[] less,
            double[] more,
            double[] result) {
        double[][] a = allCoefficients(q1, new HashMap<>());
        double[][] b = a == null ? null : g.allCoefficients(q2, new HashMap<>());
        for (int i = 0; i < result.length; i++) {
            result[i] = a != null && b != null
                    ? mehler(a[first[i]], b[second[i]], 0.5 * (more[i] - less[i]))
                    : product(g, q1[first[i]], q2[second[i]], less[i], more[i]);
        }
    }

    /** {@code E[f(v) | u = a]}. */
    double conditional(double a, double q1, double q2, double less, double more) {
        double centre = 0.5 * (more - less) * Math.sqrt(q2 / q1) * a;
        double deviation = Math.sqrt(q2 * less * more);
        if (!(deviation > 1e-9 * Math.sqrt(q2))) {
            return f.applyAsDouble(centre);
        }
        double[] cuts = breaks(Math.abs(centre) + REACH * deviation).clone();
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (cuts[i] - centre) / deviation;
        }
        double[][] rule = rule(cuts, 1);
        double[] points = scaled(rule[0], deviation);
        for (int i = 0; i < points.length; i++) {
            points[i] += centre;
        }
        double[] values = f.values(points);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += rule[1][i] * values[i];
        }
        return sum;
    }

    private double product(GaussianQuadrature g, double q1, double q2, double less, double more) {
        if (!(q1 > 0) || !(q2 > 0)) {
            return powerMean(q1, 1) * g.powerMean(q2, 1);
        }
        double rho = 0.5 * (more - less);
        double sine = Math.sqrt(less * more);
        double deviation1 = Math.sqrt(q1);
        double deviation2 = Math.sqrt(q2);
        double reach = REACH * Math.max(deviation1, deviation2);
        double[] outerCuts = breaks(reach);
        double[] cuts = g.breaks(reach);
        if (sine < 1e-9) {
            return parallel(g, deviation1, Math.signum(rho) * deviation2, outerCuts, cuts);
        }
        double[][] outer = rule(outerCuts(outerCuts, g.kinks(), deviation1, deviation2, rho, sine), WIDE);
        double[] u = f.values(scaled(outer[0], deviation1));
        double[][][] rules = new double[u.length][][];
        int total = 0;
        double[] inner = new double[cuts.length];
        for (int i = 0; i < u.length; i++) {
            if (outer[1][i] * Math.abs(u[i]) < NEGLIGIBLE) {
                continue;
            }
            for (int k = 0; k < cuts.length; k++) {
                inner[k] = (cuts[k] / deviation2 - rho * outer[0][i]) / sine;
            }
            rules[i] = rule(inner, WIDE);
            total += rules[i][0].length;
        }
        double[] v = new double[total];
        int at = 0;
        for (int i = 0; i < u.length; i++) {
            if (rules[i] != null) {
                for (double z : rules[i][0]) {
                    v[at++] = deviation2 * (rho * outer[0][i] + sine * z);
                }
            }
        }
        double[] values = g.f.values(v);
        double sum = 0;
        at = 0;
        for (int i = 0; i < u.length; i++) {
            if (rules[i] != null) {
                double mean = 0;
                for (double weight : rules[i][1]) {
                    mean += weight * values[at++];
                }
                sum += outer[1][i] * u[i] * mean;
            }
        }
        return sum;
    }

    /** The kinks of u, and around those of v what the inner integral has smoothed. */
    private static double[] outerCuts(
            double[] cuts, double[] kinks, double deviation1, double deviation2, double rho, double sine) {
        TreeSet<Double> all = new TreeSet<>();
        for (double cut : cuts) {
            all.add(cut / deviation1);
        }
        for (double kink : kinks) {
            if (Math.abs(rho) > 0.3) {
                double centre = kink / (deviation2 * rho);
                double width = sine / Math.abs(rho);
                for (double far : new double[] {0, 1.5, 3, 5, 8}) {
                    all.add(centre - far * width);
                    all.add(centre + far * width);
                }
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double parallel(
            GaussianQuadrature g, double deviation1, double deviation2, double[] first, double[] second) {
        TreeSet<Double> all = new TreeSet<>();
        for (double cut : first) {
            all.add(cut / deviation1);
        }
        for (double cut : second) {
            all.add(cut / deviation2);
        }
        double[][] rule = rule(all.stream().mapToDouble(Double::doubleValue).toArray(), 1);
        double[] u = f.values(scaled(rule[0], deviation1));
        double[] v = g.f.values(scaled(rule[0], deviation2));
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += rule[1][i] * u[i] * v[i];
        }
        return sum;
    }
}
