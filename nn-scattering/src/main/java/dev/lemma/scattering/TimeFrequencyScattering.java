package dev.lemma.scattering;

import dev.lemma.api.check.Check;
import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.scattering.wavelet.Band;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.FilterBank1D;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Joint time-frequency scattering of real signals: the moduli of the first order, as a picture of time t and band λ, through wavelets of both axes,
 *
 * <pre>{@code
 * U(t, λ) = |x ∗ ψ_λ|(t)        S[α, β, ±](t, λ) = |U ∗ (ψ_α ⊗ ψ_±β)| ∗ (φ_T ⊗ φ_F)
 * }</pre>
 *
 * <p>and the same with the average over time or over bands in place of ψ_α or ψ_β. Bands are Q per octave, from the highest to the lowest, so that along λ a transposition is a
 * translation; beyond the last band on either side there is nothing. Unlike {@link Scattering1D}, which looks at each band alone, it tells a rising tone from a falling one.
 *
 * <pre>{@code
 * TimeFrequencyScattering s = TimeFrequencyScattering.of(8192).scales(8).quality(8).frequencyScales(3);
 * Array features = s.transform(signals);        // [..., 8192] to [..., paths, bands/8, 32]
 * }</pre>
 *
 * <p>The wavelets in time are those of the second order of {@link Scattering1D}, one per octave; along the bands J_F scales, averaged over {@code F = 2^{J_F}} bands of which every F-th is left.
 * Cost: moduli of the first order at full rate, and for each rate 4 products with a matrix of bands × bands per quefrency. Immutable; may be used from several threads.
 *
 * @see <a href="https://arxiv.org/abs/1807.08869">Andén, Lostanlen and Mallat 2019, Joint time-frequency scattering, §III</a>
 */
public final class TimeFrequencyScattering {

    private final int length;
    private final int scales;
    private final int quality;
    private final int frequencyScales;
    private final Settings settings;
    private final Program program;
    private volatile @Nullable LineCascade cascade;

    private TimeFrequencyScattering(int length, int scales, int quality, int frequencyScales, Settings settings) {
        this.length = length;
        this.scales = scales;
        this.quality = quality;
        this.frequencyScales = frequencyScales;
        this.settings = settings;
        this.program = Program.of(Fused.executor(), x -> List.of(apply(x.get(0))));
    }

    /**
     * That of signals of so many samples, with J = 6 scales in time or what they have room for, Q = 8 bands per octave and J_F = 3 scales along the bands.
     *
     * @param length N ≥ 2
     */
    public static TimeFrequencyScattering of(int length) {
        Check.atLeast("length", length, 2);
        int room = 31 - Integer.numberOfLeadingZeros(length);
        return new TimeFrequencyScattering(
                length, Math.min(6, room), 8, 3, Settings.standard().order(1));
    }

    /**
     * Wavelets and an average over up to 2ᴶ samples.
     *
     * @param scales J ≥ 1, 2ᴶ at most the length
     */
    public TimeFrequencyScattering scales(int scales) {
        Check.atLeastOne("scales", scales);
        if (scales > 30 || 1 << scales > length) {
            throw new IllegalArgumentException(
                    "scales: wavelets of 2^" + scales + " samples are longer than the signals, " + length
                            + ": expected at most " + (31 - Integer.numberOfLeadingZeros(length)));
        }
        return new TimeFrequencyScattering(length, scales, quality, frequencyScales, settings);
    }

    /**
     * Bands per octave.
     *
     * @param quality Q ≥ 1
     */
    public TimeFrequencyScattering quality(int quality) {
        Check.atLeastOne("quality", quality);
        return new TimeFrequencyScattering(length, scales, quality, frequencyScales, settings);
    }

    /**
     * Wavelets and an average along the bands of up to {@code 2^{J_F}} of them.
     *
     * @param frequencyScales J_F ≥ 1; 2 to that power is at most the number of bands, which is checked when they are known
     */
    public TimeFrequencyScattering frequencyScales(int frequencyScales) {
        Check.atLeastOne("frequency scales", frequencyScales);
        return new TimeFrequencyScattering(length, scales, quality, frequencyScales, settings);
    }

    /** How signals go on beyond their ends; {@link Border#REFLECT} where nothing is said. */
    public TimeFrequencyScattering border(Border border) {
        return new TimeFrequencyScattering(length, scales, quality, frequencyScales, settings.border(border));
    }

    /** The mother wavelet of the first order and in time; {@code new Morlet()} where nothing is said. */
    public TimeFrequencyScattering wavelet(Wavelet wavelet) {
        return new TimeFrequencyScattering(length, scales, quality, frequencyScales, settings.wavelet(wavelet));
    }

    /** The first order, with nothing sub-sampled. */
    LineCascade cascade() {
        LineCascade known = cascade;
        if (known == null) {
            // Room at the ends for two wavelets one after another, as at order 2.
            known = LineCascade.of(
                    length, scales, List.of(quality, 1), settings.order(2).oversampling(scales));
            if (frequencyScales > 30
                    || 1 << frequencyScales > known.banks().get(0).bands().size()) {
                throw new IllegalArgumentException("frequency scales: wavelets of 2^" + frequencyScales
                        + " bands are longer than the "
                        + known.banks().get(0).bands().size() + " bands of J = " + scales + " and Q = " + quality);
            }
            cascade = known;
        }
        return known;
    }

    /** N. */
    public int length() {
        return length;
    }

    /** Q per octave, from the highest to the lowest: the axis λ. */
    public List<Band> bands() {
        return cascade().banks().get(0).bands();
    }

    /** ψ_α: the wavelets in time, on the points of the padded signal. */
    public FilterBank1D rates() {
        return cascade().banks().get(1);
    }

    /** ψ_β: the wavelets along the bands, on three times as many points as there are bands, so that what is beyond the last is nothing. */
    public FilterBank1D quefrencies() {
        return FilterBank1D.of(
                new Morlet(), 3 * bands().size(), frequencyScales, 1, 1 << frequencyScales, Convention.EXACT);
    }

    /** Samples between two coefficients in time. */
    public int stride() {
        return 1 << scales;
    }

    /** Bands between two coefficients along λ. */
    public int bandStride() {
        return 1 << frequencyScales;
    }

    /** The paths, in the order of the coefficients. */
    public List<JointPath> paths() {
        List<JointPath> all = new ArrayList<>();
        List<Band> along = quefrencies().bands();
        all.add(new JointPath(null, null, 0));
        along.forEach(beta -> all.add(new JointPath(null, beta, 0)));
        for (Band alpha : ordered(rates())) {
            all.add(new JointPath(alpha, null, 0));
            for (Band beta : along) {
                all.add(new JointPath(alpha, beta, 1));
                all.add(new JointPath(alpha, beta, -1));
            }
        }
        return all;
    }

    /** By scale, as they are computed. */
    private static List<Band> ordered(FilterBank1D bank) {
        List<Band> ordered = new ArrayList<>();
        byScale(bank).values().forEach(ordered::addAll);
        return ordered;
    }

    private static TreeMap<Integer, List<Band>> byScale(FilterBank1D bank) {
        TreeMap<Integer, List<Band>> groups = new TreeMap<>();
        for (Band band : bank.bands()) {
            groups.computeIfAbsent(Math.max(0, band.scale()), scale -> new ArrayList<>())
                    .add(band);
        }
        return groups;
    }

    /** How many paths there are. */
    public int pathCount() {
        return paths().size();
    }

    /**
     * The coefficients of signals of any leading shape, {@code [..., N]} to {@code [..., paths, bands, times]}, in the type of the signals.
     *
     * @throws ShapeException if the last axis has not N samples, or if there are no signals
     * @throws IllegalArgumentException if a number is NaN or infinite
     */
    public INDArray transform(INDArray signals) {
        return transform(Array.of(signals)).toINDArray();
    }

    /** {@link #transform(INDArray)} on the heap. */
    public Array transform(Array signals) {
        long numbers = (long) cascade().padded() * bands().size();
        return Tiles.run(program, signals, Shape.of(length), Tiles.size(numbers, 1));
    }

    /** This transform as a layer without parameters: {@code [batch, ..., N]} to {@code [batch, ..., paths, bands, times]}, with derivatives of every order that are finite. */
    public Layer layer() {
        return (scope, x) -> {
            if (x.rank() < 2) {
                throw new ShapeException(
                        "scattering: expected a batch of signals of " + length + " samples, got " + x.shape());
            }
            Shape leading = x.shape().range(0, x.rank() - 1);
            Tensor y = apply(x.reshape(leading.size(), x.shape().extent(-1)));
            return y.reshape(leading.append(y.shape().range(1, y.rank())));
        };
    }

    /** The coefficients of {@code [signals, N]} as an expression, {@code [signals, paths, bands, times]}. */
    public Tensor apply(Tensor x) {
        if (x.rank() != 2 || x.shape().extent(1) != length) {
            throw new ShapeException(
                    "scattering: expected a batch of signals of " + length + " samples, got " + x.shape());
        }
        LineCascade first = cascade();
        Tensor moduli = first.firstModuli(x);
        int signals = moduli.shape().extent(0);
        int lambda = moduli.shape().extent(1);
        int n = moduli.shape().extent(2);
        Complex half = half(moduli.reshape(signals * lambda, n));
        FilterBank1D rates = rates();
        FilterBank1D along = quefrencies();
        DType type = x.type();
        Tensor average = matrix(samples(along.lowPass(), 0, lambda, bandStride()), type);

        List<Tensor> paths = new ArrayList<>();
        // φ_T in place of ψ_α: real, so that both directions are one.
        Tensor slow = lowPass(half, n, 0).reshape(signals, lambda, n / stride());
        Tensor lines = byBands(slow);
        paths.add(inTime(average.matmul(lines), signals, n));
        for (Band beta : along.bands()) {
            double[] spectrum = along.wavelet(beta.index());
            Complex seen = new Complex(
                    matrix(samples(spectrum, 0, lambda, 1), type).matmul(lines),
                    matrix(samples(spectrum, 1, lambda, 1), type).matmul(lines));
            paths.add(inTime(average.matmul(seen.modulus()), signals, n));
        }
        for (List<Band> group : byScale(rates).values()) {
            int level = Math.min(Math.max(0, group.get(0).scale()), scales);
            double[][] filters =
                    group.stream().map(alpha -> rates.wavelet(alpha.index())).toArray(double[][]::new);
            int m = n >> level;
            Tensor bands = Tensor.apply(
                    new LineSubbands(n, 1 << level),
                    half.real(),
                    half.imaginary(),
                    Tensor.literal(LineCascade.cut(type, filters).as(type)));
            Complex all = Complex.ofParts(
                    Tensor.apply(new DiscreteFourier(List.of(2), true, 1.0 / n), bands.at(0, 0), bands.at(0, 1)));
            for (int i = 0; i < group.size(); i++) {
                Complex v = all.slice(1, i, i + 1).reshape(signals, lambda, m);
                add(paths, new Complex(byBands(v.real()), byBands(v.imaginary())), along, average, level, signals, n);
            }
        }
        Tensor together = Tensor.stack(1, paths);
        int left = first.left();
        int from = (left + stride() - 1) / stride();
        return together.slice(3, from, (left + length + stride() - 1) / stride());
    }

    /** The paths of one rate: averaged over bands, and through each wavelet along them in both directions. */
    private void add(List<Tensor> paths, Complex v, FilterBank1D along, Tensor average, int level, int signals, int n) {
        DType type = v.type();
        int lambda = v.shape().extent(0);
        Tensor whole = matrix(samples(along.lowPass(), 0, lambda, 1), type);
        paths.add(
                averaged(new Complex(whole.matmul(v.real()), whole.matmul(v.imaginary())), average, level, signals, n));
        for (Band beta : along.bands()) {
            double[] spectrum = along.wavelet(beta.index());
            Tensor real = matrix(samples(spectrum, 0, lambda, 1), type);
            Tensor imaginary = matrix(samples(spectrum, 1, lambda, 1), type);
            Tensor a = real.matmul(v.real());
            Tensor b = imaginary.matmul(v.imaginary());
            Tensor c = real.matmul(v.imaginary());
            Tensor d = imaginary.matmul(v.real());
            paths.add(averaged(new Complex(a.minus(b), c.plus(d)), average, level, signals, n));
            paths.add(averaged(new Complex(a.plus(b), c.minus(d)), average, level, signals, n));
        }
    }

    /** The modulus [bands, signals·points], averaged over bands and time: [signals, bands, times]. */
    private Tensor averaged(Complex z, Tensor average, int level, int signals, int n) {
        Tensor over = average.matmul(z.modulus());
        int m = n >> level;
        int bands = over.shape().extent(0);
        Tensor lines = over.reshape(bands, signals, m).permute(1, 0, 2).reshape(signals * bands, m);
        return lowPass(half(lines), m, level).reshape(signals, bands, n / stride());
    }

    private static Complex half(Tensor lines) {
        return Complex.ofParts(Tensor.apply(new RealFourier(1, 1), lines));
    }

    /** {@code ∗ φ_T}, from the rate of a level to that of the output. */
    private Tensor lowPass(Complex half, int n, int level) {
        int step = stride() >> level;
        DType type = half.type();
        double[][] phi = {cascade().banks().get(0).lowPass(level)};
        Tensor bands = Tensor.apply(
                new LineSubbands(n, step),
                half.real(),
                half.imaginary(),
                Tensor.literal(LineCascade.cut(type, phi).as(type)));
        int m = n / step;
        return Tensor.apply(
                new HalfFourier(2, m, 1.0 / n),
                bands.at(0, 0).slice(2, 0, m / 2 + 1),
                bands.at(0, 1).slice(2, 0, m / 2 + 1));
    }

    /** [signals, bands, points] with the bands in front, [bands, signals·points]. */
    private static Tensor byBands(Tensor x) {
        Shape shape = x.shape();
        return x.permute(1, 0, 2).reshape(shape.extent(1), shape.extent(0) * shape.extent(2));
    }

    /** [bands, signals·times] as [signals, bands, times]. */
    private Tensor inTime(Tensor x, int signals, int n) {
        return x.reshape(x.shape().extent(0), signals, n / stride()).permute(1, 0, 2);
    }

    private static Tensor matrix(double[][] rows, DType type) {
        return Tensor.literal(Array.matrix(rows).as(type));
    }

    /** {@code g(i·step − j)} of a filter by its spectrum, real (0) or imaginary part (1): convolution along bands beyond which there is nothing. */
    static double[][] samples(double[] spectrum, int part, int bands, int step) {
        int n = spectrum.length;
        double[] g = new double[n];
        for (int d = 0; d < n; d++) {
            for (int k = 0; k < n; k++) {
                double angle = 2 * Math.PI * ((long) k * d % n) / n;
                g[d] += spectrum[k] * (part == 0 ? Math.cos(angle) : Math.sin(angle)) / n;
            }
        }
        double[][] rows = new double[(bands + step - 1) / step][bands];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < bands; j++) {
                rows[i][j] = g[Math.floorMod(i * step - j, n)];
            }
        }
        return rows;
    }

    @Override
    public String toString() {
        return "TimeFrequencyScattering[" + length + ", J = " + scales + ", Q = " + quality + ", J_F = "
                + frequencyScales + "]";
    }
}
