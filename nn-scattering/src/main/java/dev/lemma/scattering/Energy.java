package dev.lemma.scattering;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a path carries.
 *
 * @param path the filters
 * @param energy {@code Σ S²} of its coefficients
 */
public record Energy(Path path, double energy) {

    static List<Energy> of(List<Coefficients> coefficients) {
        List<Energy> energies = new ArrayList<>();
        for (Coefficients along : coefficients) {
            Array values = along.values();
            double sum = 0;
            for (int i = 0; i < values.shape().size(); i++) {
                sum += values.get(i) * values.get(i);
            }
            energies.add(new Energy(along.path(), sum));
        }
        return energies;
    }

    /** The paths that are left when those that carry least go, as many as have at most this share of all energy together; at least one stays. */
    static List<Path> most(List<Energy> energies, double loss) {
        List<Energy> rising = new ArrayList<>(energies);
        rising.sort(Comparator.comparingDouble(Energy::energy));
        double all = energies.stream().mapToDouble(Energy::energy).sum();
        double gone = 0;
        int from = 0;
        while (from < rising.size() - 1 && gone + rising.get(from).energy() <= loss * all) {
            gone += rising.get(from).energy();
            from++;
        }
        return rising.subList(from, rising.size()).stream()
                .map(Energy::path)
                .sorted(Part.ORDER)
                .toList();
    }
}
