package dev.lemma.core.certificate;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A pair of inputs that a map carries far apart, found by a search that tries to: no pair may beat a {@link LipschitzCertificate}.
 *
 * <p>At each place, power iteration on {@code J(x)ᵀJ(x)} finds the direction in which f stretches most; x then climbs the gradient of {@code ½‖J(x)v‖²}, or, where that is 0
 * as in a network of ReLUs, goes where chance takes it, and stays if the stretching has grown.
 *
 * @param ratio the largest {@code ‖f(a) − f(b)‖/‖a − b‖} seen
 * @param stretching the largest {@code ‖J(x)v‖} for ‖v‖ = 1 seen, of the derivative
 * @param a one input
 * @param b the other
 */
public record Expansion(double ratio, double stretching, Array a, Array b) {

    private static final int POWER = 4;
    private static final double[] LENGTHS = {0.01, 0.1, 1};

    public Expansion {
        Check.given("a", a);
        Check.given("b", b);
    }

    /** A search through a network of one sample, from a Gaussian input. */
    public static Expansion search(Network net, Array theta, int rounds, Key key) {
        Check.given("net", net);
        Check.given("theta", theta);
        Check.given("key", key);
        Network wide = net.as(DType.FLOAT64);
        Tensor parameters = Tensor.literal(theta.as(DType.FLOAT64));
        double[] start = new double[net.input().size()];
        Randomness.normal(key.of("start"), start);
        return search(x -> wide.apply(parameters, x.expand(0)).at(0, 0), Array.of(net.input(), start), rounds, key);
    }

    /**
     * A search through a map of arrays of one shape, in float64.
     *
     * @param map as an expression
     * @param start where to begin; its size is the scale of the steps
     * @param rounds places to look at
     */
    public static Expansion search(UnaryOperator<Tensor> map, Array start, int rounds, Key key) {
        Check.given("map", map);
        Check.given("start", start);
        Check.given("key", key);
        Check.atLeastOne("rounds", rounds);
        Shape shape = start.shape();
        Program at = Program.of(Fused.executor(), leaves -> {
            Tensor x = leaves.get(0);
            Tensor v = leaves.get(1);
            Tensor y = map.apply(x);
            Tensor stretched = Derivatives.jvp(y, x, v);
            Tensor energy = stretched.square().sum().times(0.5);
            return List.of(energy, Derivatives.vjp(y, x, stretched), Derivatives.gradient(energy, x), y);
        });
        double[] x = start.as(DType.FLOAT64).toDoubles();
        double scale = Math.max(norm(x), 1e-3);
        double[] v = new double[x.length];
        Randomness.normal(key.of("direction"), v);
        normalize(v);
        double best = 0;
        double step = 0.1 * scale;
        double[] place = x.clone();
        double[] gradient = new double[x.length];
        double ratio = 0;
        double[] from = x.clone();
        double[] to = x.clone();
        double[] direction = v.clone();
        for (int round = 0; round < rounds; round++) {
            double[] w = direction.clone();
            double[] slope = gradient;
            double sigma = 0;
            double[] here = new double[0];
            for (int i = 0; i < POWER; i++) {
                List<Array> found = at.callAll(List.of(Array.of(shape, place), Array.of(shape, w)));
                sigma = Math.sqrt(2 * found.get(0).item());
                slope = found.get(2).toDoubles();
                here = found.get(3).toDoubles();
                double[] next = found.get(1).toDoubles();
                if (!(norm(next) > 0)) {
                    break;
                }
                normalize(next);
                // The last gradient belongs to the last direction that was measured.
                w = i == POWER - 1 ? w : next;
            }
            for (double length : LENGTHS) {
                double[] end = place.clone();
                add(end, length * scale, w);
                double[] there = at.callAll(List.of(Array.of(shape, end), Array.of(shape, w)))
                        .get(3)
                        .toDoubles();
                double apart = distance(place, end);
                double seen = distance(here, there) / apart;
                if (seen > ratio) {
                    ratio = seen;
                    from = place.clone();
                    to = end;
                }
            }
            if (sigma > best) {
                best = sigma;
                x = place.clone();
                direction = w;
                gradient = slope;
            } else {
                step *= 0.7;
            }
            place = x.clone();
            double[] move = gradient.clone();
            if (!(norm(move) > 1e-12 * best)) {
                Randomness.normal(key.of("move").at(round), move);
            }
            normalize(move);
            add(place, step, move);
        }
        return new Expansion(ratio, best, Array.of(shape, from), Array.of(shape, to));
    }

    private static double norm(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(a -> a * a).sum());
    }

    private static void normalize(double[] v) {
        double size = norm(v);
        for (int i = 0; i < v.length && size > 0; i++) {
            v[i] /= size;
        }
    }

    private static void add(double[] to, double factor, double[] v) {
        for (int i = 0; i < v.length; i++) {
            to[i] += factor * v[i];
        }
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
