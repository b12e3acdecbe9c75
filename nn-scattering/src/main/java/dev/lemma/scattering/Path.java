package dev.lemma.scattering;

import dev.lemma.scattering.wavelet.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Through which filters a coefficient has come: {@code S[λ₁ … λₘ]x = |…||x ∗ ψ_λ₁| ∗ ψ_λ₂| …| ∗ φ}.
 *
 * @param bands λ₁ … λₘ; none for the average of the signal itself
 */
public record Path(List<Band> bands) {

    public Path {
        bands = List.copyOf(bands);
    }

    /** The path of the average of the signal itself. */
    public static Path root() {
        return new Path(List.of());
    }

    /** m, the number of wavelets. */
    public int order() {
        return bands.size();
    }

    /** λₘ; refused for the root. */
    public Band last() {
        if (bands.isEmpty()) {
            throw new IllegalArgumentException("path: the root has no last band");
        }
        return bands.get(bands.size() - 1);
    }

    /** Without λₘ. */
    public Path parent() {
        return new Path(bands.subList(0, bands.size() - 1));
    }

    /** This path followed by one more filter. */
    public Path then(Band band) {
        List<Band> longer = new ArrayList<>(bands);
        longer.add(band);
        return new Path(longer);
    }

    /** Whether the other path begins with this one. */
    boolean leadsTo(Path other) {
        return other.order() >= order() && other.bands.subList(0, order()).equals(bands);
    }

    /** For example {@code "3 > 11"}: the places of the filters in their banks. */
    public String label() {
        return bands.isEmpty()
                ? "average"
                : bands.stream().map(b -> String.valueOf(b.index())).collect(Collectors.joining(" > "));
    }
}
