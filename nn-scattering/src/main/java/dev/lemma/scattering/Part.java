package dev.lemma.scattering;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.scattering.wavelet.Band;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Coefficients of several paths at one resolution.
 *
 * @param paths in the order of axis 1
 * @param stride samples between two of them
 * @param values {@code [signals, paths, …]}
 */
record Part(List<Path> paths, int stride, Tensor values) {

    /** By order, then by the places of the filters in their banks. */
    static final Comparator<Path> ORDER = Comparator.comparingInt(Path::order).thenComparing((a, b) -> {
        for (int i = 0; i < a.order(); i++) {
            Band left = a.bands().get(i);
            Band right = b.bands().get(i);
            if (left.index() != right.index()) {
                return Integer.compare(left.index(), right.index());
            }
        }
        return 0;
    });

    /** All of them as one expression, normalised, in the order of {@code wanted}. */
    static Tensor together(
            List<Part> parts, List<Path> wanted, Normalization normalization, @Nullable Tensor averageOfModulus) {
        List<Tensor> values = new ArrayList<>();
        Map<Path, Integer> places = new HashMap<>();
        int stride = parts.get(0).stride();
        for (Part part : parts) {
            if (part.stride() != stride) {
                throw new ShapeException(
                        "scattering: without averaging, paths have different rates and do not fit one array: take"
                                + " coefficients(…), which gives each its own, or oversample until all are alike");
            }
            for (Path path : part.paths()) {
                places.put(path, places.size());
            }
            values.add(part.values());
        }
        Tensor all = Tensor.concat(1, values);
        if (normalization instanceof Normalization.Logarithm log) {
            return chosen(all, wanted, places).abs().plus(log.epsilon()).log();
        }
        if (normalization instanceof Normalization.Renormalized renormalized && averageOfModulus != null) {
            Map<Path, Integer> below = new HashMap<>(places);
            below.put(Path.root(), places.size());
            Tensor divisors = Tensor.concat(1, all, averageOfModulus);
            int[] parents = new int[wanted.size()];
            List<Integer> roots = new ArrayList<>();
            for (int i = 0; i < parents.length; i++) {
                if (wanted.get(i).order() == 0) {
                    roots.add(i);
                } else {
                    parents[i] = Objects.requireNonNull(below.get(wanted.get(i).parent()), "a parent comes first");
                }
            }
            Tensor divisor = divisors.gather(1, indices(all, parents)).plus(renormalized.epsilon());
            for (int root : roots) {
                // Order 0 stays.
                Tensor one = divisor.slice(1, root, root + 1).filled(1);
                divisor = Tensor.concat(
                        1,
                        divisor.slice(1, 0, root),
                        one,
                        divisor.slice(1, root + 1, divisor.shape().extent(1)));
            }
            return chosen(all, wanted, places).dividedBy(divisor);
        }
        return chosen(all, wanted, places);
    }

    private static Tensor chosen(Tensor all, List<Path> wanted, Map<Path, Integer> places) {
        int[] order = wanted.stream().mapToInt(places::get).toArray();
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i || order.length != all.shape().extent(1)) {
                return all.gather(1, indices(all, order));
            }
        }
        return all;
    }

    private static Tensor indices(Tensor like, int[] places) {
        double[] numbers = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            numbers[i] = places[i];
        }
        return Tensor.literal(Array.vector(numbers).as(like.type()));
    }
}
