package dev.lemma.scattering;

import dev.lemma.api.check.Check;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What transforms of lines and of pictures have in common.
 *
 * @param order the largest number of wavelets of a path
 * @param averaging null where it is over 2ᴶ
 * @param oversampling by how many powers of two the output and all between is finer than need be
 * @param border how signals go on
 * @param convention whose numbers
 * @param wavelet the mother
 * @param decreasing whether each wavelet of a path has a larger scale than the one before
 * @param normalization of the coefficients
 * @param kept the paths to give out; all of them if null
 */
record Settings(
        int order,
        @Nullable Averaging averaging,
        int oversampling,
        Border border,
        Convention convention,
        Wavelet wavelet,
        boolean decreasing,
        Normalization normalization,
        @Nullable Set<Path> kept) {

    Settings {
        Check.atLeast("order", order, 0);
        Check.atLeast("oversampling", oversampling, 0);
        kept = kept == null ? null : Set.copyOf(kept);
    }

    static Settings standard() {
        return new Settings(
                2, null, 0, Border.REFLECT, Convention.EXACT, new Morlet(), true, new Normalization.None(), null);
    }

    Settings order(int other) {
        return new Settings(
                other, averaging, oversampling, border, convention, wavelet, decreasing, normalization, null);
    }

    Settings averaging(Averaging other) {
        return new Settings(order, other, oversampling, border, convention, wavelet, decreasing, normalization, kept);
    }

    Settings oversampling(int other) {
        return new Settings(order, averaging, other, border, convention, wavelet, decreasing, normalization, kept);
    }

    Settings border(Border other) {
        return new Settings(
                order, averaging, oversampling, other, convention, wavelet, decreasing, normalization, kept);
    }

    Settings convention(Convention other) {
        return new Settings(order, averaging, oversampling, border, other, wavelet, decreasing, normalization, kept);
    }

    Settings wavelet(Wavelet other) {
        return new Settings(order, averaging, oversampling, border, convention, other, decreasing, normalization, null);
    }

    Settings decreasing(boolean other) {
        return new Settings(order, averaging, oversampling, border, convention, wavelet, other, normalization, null);
    }

    Settings normalization(Normalization other) {
        return new Settings(order, averaging, oversampling, border, convention, wavelet, decreasing, other, kept);
    }

    Settings kept(@Nullable Set<Path> paths) {
        return new Settings(
                order, averaging, oversampling, border, convention, wavelet, decreasing, normalization, paths);
    }

    /** Whether a path is given out, or leads to one that is. */
    boolean needs(Path path) {
        return kept == null || kept.stream().anyMatch(path::leadsTo);
    }

    /** Whether a path is given out. */
    boolean gives(Path path) {
        return kept == null || kept.contains(path);
    }
}
