package dev.lemma.scattering;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.FilterBank1D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The wavelet scattering transform of real signals of N samples:
 *
 * <pre>{@code
 * S[λ₁ … λₘ]x = |…||x ∗ ψ_λ₁| ∗ ψ_λ₂| …| ∗ φ_T           m = 0 … order
 * }</pre>
 *
 * <pre>{@code
 * Scattering1D s = Scattering1D.of(8192).scales(6).quality(8);
 * INDArray features = s.transform(signals);      // [..., 8192] to [..., paths, times]
 * Layer layer = s.layer();                       // the same inside a network, differentiable
 * }</pre>
 *
 * <p>Wavelets ψ are those of a {@link FilterBank1D} of scale 2ᴶ with Q per octave, φ averages over T = 2ᴶ samples where nothing else is said; paths are those along which
 * scales grow. Each modulus is sub-sampled as its band allows (within a small aliasing that the published rule accepts), the output by 2^⌊log₂ T⌋. The transform is
 * non-expansive up to the upper frame bound, and nearly invariant to shifts below T.
 *
 * <p>Cost: a transform of N' points for each filter of the first order and the shorter ones of the second; N' is N with room for the borders. Signals are computed some at a
 * time, so that memory does not grow with their number. Immutable; may be used from several threads.
 *
 * @see <a href="https://arxiv.org/abs/1304.6763">Andén and Mallat 2014, Deep scattering spectrum</a>
 */
public final class Scattering1D {

    /** Samples from which a signal is taken in windows. */
    private static final int LONG = 1 << 18;

    /** Samples of such a window, about. */
    private static final int WINDOW = 1 << 15;

    private final int length;
    private final int scales;
    private final List<Integer> quality;
    private final Settings settings;
    private volatile @Nullable LineCascade cascade;
    private final Program program;
    private final Program separate;
    private volatile @Nullable List<Part> layout;

    private Scattering1D(int length, int scales, List<Integer> quality, Settings settings) {
        this.length = length;
        this.scales = scales;
        this.quality = List.copyOf(quality);
        this.settings = settings;
        this.program = Program.of(Fused.executor(), x -> List.of(together(x.get(0))));
        this.separate = Program.of(Fused.executor(), x -> {
            List<Part> parts = cascade().write(x.get(0));
            layout = parts;
            return parts.stream().map(Part::values).toList();
        });
    }

    /**
     * That of signals of so many samples, with J = 5 scales or what they have room for, and Q = 8 wavelets per octave in the first order and 1 in those after.
     *
     * @param length N ≥ 2
     */
    public static Scattering1D of(int length) {
        Check.atLeast("length", length, 2);
        int room = 31 - Integer.numberOfLeadingZeros(length);
        return new Scattering1D(length, Math.min(5, room), List.of(8, 1), Settings.standard());
    }

    private Scattering1D with(Settings other) {
        return new Scattering1D(length, scales, quality, other);
    }

    /**
     * Wavelets of up to 2ᴶ samples.
     *
     * @param scales J ≥ 1, 2ᴶ at most the length
     */
    public Scattering1D scales(int scales) {
        Check.atLeastOne("scales", scales);
        if (scales > 30 || 1 << scales > length) {
            throw new IllegalArgumentException(
                    "scales: wavelets of 2^" + scales + " samples are longer than the signals, " + length
                            + ": expected at most " + (31 - Integer.numberOfLeadingZeros(length)));
        }
        return new Scattering1D(length, scales, quality, settings.kept(null));
    }

    /**
     * Wavelets per octave.
     *
     * @param quality Q of the first order, of the second, and so on, the last one for all that follow; one number is that of the first, 1 follows
     */
    public Scattering1D quality(int... quality) {
        if (quality.length == 0) {
            throw new IllegalArgumentException("quality: expected at least one number of wavelets per octave");
        }
        List<Integer> all = new ArrayList<>();
        for (int q : quality) {
            all.add(Check.atLeastOne("quality", q));
        }
        if (quality.length == 1) {
            all.add(1);
        }
        return new Scattering1D(length, scales, all, settings.kept(null));
    }

    /** Averaging over about T samples instead of 2ᴶ. */
    public Scattering1D averaging(double samples) {
        if (samples > length) {
            throw new IllegalArgumentException("averaging: " + samples + " samples are more than the signals have, "
                    + length + ": for all of them, average globally");
        }
        return with(settings.averaging(new Averaging.Over(samples)));
    }

    /** One coefficient for each path, the mean over the signal. */
    public Scattering1D globalAveraging() {
        return with(settings.averaging(new Averaging.Global()));
    }

    /** No averaging: the moduli themselves, each at its own rate; {@link #coefficients} gives them, or {@link #transform} where all rates are alike. */
    public Scattering1D withoutAveraging() {
        return with(settings.averaging(new Averaging.None()));
    }

    /** The largest number of wavelets of a path; 2 where nothing is said. */
    public Scattering1D order(int order) {
        return with(settings.order(order));
    }

    /** All rates finer by so many powers of two; from J on, nothing is sub-sampled at all. */
    public Scattering1D oversampling(int powers) {
        return with(settings.oversampling(powers));
    }

    /** How signals go on beyond their ends; {@link Border#REFLECT} where nothing is said. */
    public Scattering1D border(Border border) {
        return with(settings.border(border));
    }

    /** Whose numbers; {@link Convention#EXACT} where nothing is said. */
    public Scattering1D convention(Convention convention) {
        return with(settings.convention(convention));
    }

    /** The mother wavelet; {@code new Morlet()} where nothing is said. */
    public Scattering1D wavelet(Wavelet wavelet) {
        return with(settings.wavelet(wavelet));
    }

    /** Paths along which scales do not grow too: they carry a few percent of the energy, and belong to its conservation. */
    public Scattering1D allPaths() {
        return with(settings.decreasing(false));
    }

    /** What is done to the coefficients of {@link #transform} and {@link #layer}. */
    public Scattering1D normalized(Normalization normalization) {
        return with(settings.normalization(normalization));
    }

    /** Only these paths; what none of them needs is not computed. */
    public Scattering1D only(Collection<Path> paths) {
        Set<Path> kept = new LinkedHashSet<>(paths);
        if (kept.isEmpty() || !with(settings.kept(null)).paths().containsAll(kept)) {
            throw new IllegalArgumentException("paths: expected at least one, each among the " + pathCount()
                    + " of this transform: take them from paths()");
        }
        return with(settings.kept(kept));
    }

    /**
     * Without the paths that carry least: as many as possible are left out while their share of the energy {@code Σ S²} over the given signals stays at most
     * {@code loss}.
     *
     * @param loss in [0, 1)
     * @param examples of what is to be transformed, [..., samples]
     */
    public Scattering1D pruned(double loss, INDArray examples) {
        Check.inHalfOpenUnit("loss", loss);
        return only(Energy.most(energies(examples), loss));
    }

    /** The energy {@code Σ S²} along each path, summed over the given signals, places included. */
    public List<Energy> energies(INDArray examples) {
        return Energy.of(with(settings.normalization(new Normalization.None())).coefficients(examples));
    }

    private LineCascade cascade() {
        LineCascade known = cascade;
        if (known == null) {
            known = LineCascade.of(length, scales, quality, settings);
            cascade = known;
        }
        return known;
    }

    /** N. */
    public int length() {
        return length;
    }

    /** J. */
    public int scales() {
        return scales;
    }

    /** The filters of order m = 1, 2, …, on the points of the padded signal. */
    public FilterBank1D bank(int order) {
        Check.atLeastOne("order", order);
        List<FilterBank1D> banks = cascade().banks();
        return banks.get(Math.min(order, banks.size()) - 1);
    }

    /**
     * What is proved of the coefficients, before they are normalised: how far they carry two signals apart, the frame bounds of the bank of each order, and how far a translation moves
     * them at full rate where the signal goes on as it began. Samples that the border repeats count as often as they stand there.
     */
    public Certificate certificate() {
        return cascade().certificate();
    }

    /** Samples between two coefficients, where there is averaging over a time. */
    public int stride() {
        return 1 << cascade().outputLevel();
    }

    /**
     * This transform of a signal that comes in pieces and may be as long as it likes; the length of this one is about how much is computed at once. All coefficients together
     * are those of the whole signal, up to 1e-10.
     *
     * @throws IllegalArgumentException if there is no averaging over a time, where the border is periodic, or in another convention than the exact one
     */
    public ScatteringStream stream() {
        if (settings.averaging() instanceof Averaging.Global || settings.averaging() instanceof Averaging.None) {
            throw new IllegalArgumentException("scattering: a stream averages over a time: say averaging(T)");
        }
        if (settings.border() == Border.PERIODIC || settings.convention() != Convention.EXACT) {
            throw new IllegalArgumentException("scattering: a stream has no period and is of the exact convention; got "
                    + settings.border() + ", " + settings.convention());
        }
        double time = LineCascade.time(scales, settings);
        int unit = 1 << Math.max(scales, Math.getExponent(time));
        int margin = (LineCascade.reach(time, scales, settings.order()) + unit - 1) / unit * unit;
        int size = unit * LineCascade.nextFast((length + 2 * margin + unit - 1) / unit);
        return new ScatteringStream(
                LineCascade.ofWindow(size, scales, quality, settings),
                settings.border(),
                size - 2 * margin,
                margin,
                settings.normalization());
    }

    /** The paths, in the order of the coefficients: by order, then by the places of their filters in the banks. */
    public List<Path> paths() {
        return cascade().paths();
    }

    /** How many paths there are. */
    public int pathCount() {
        return paths().size();
    }

    /**
     * The coefficients of signals of any leading shape, {@code [..., N]} to {@code [..., paths, times]}, in the type of the signals.
     *
     * @throws ShapeException if the last axis has not N samples, if there are no signals, or if without averaging rates differ
     * @throws IllegalArgumentException if a number is NaN or infinite
     */
    public INDArray transform(INDArray signals) {
        return transform(Array.of(signals)).toINDArray();
    }

    /** {@link #transform(INDArray)} on the heap. */
    public Array transform(Array signals) {
        if (byWindows() && signals.shape().rank() >= 1 && signals.shape().extent(-1) == length) {
            return ofLong(signals);
        }
        return Tiles.run(program, signals, Shape.of(length), tile());
    }

    /** Whether signals are so long that windows of them, one after another, need less memory and no more time, and can give the same. */
    private boolean byWindows() {
        return length >= LONG
                && settings.convention() == Convention.EXACT
                && settings.border() != Border.PERIODIC
                && (settings.averaging() == null || settings.averaging() instanceof Averaging.Over)
                && LineCascade.reach(LineCascade.time(scales, settings), scales, settings.order()) < WINDOW / 4;
    }

    private Array ofLong(Array signals) {
        Shape leading = signals.shape().range(0, signals.shape().rank() - 1);
        if (leading.size() == 0 || !signals.isFinite()) {
            // For its message.
            return Tiles.run(program, signals, Shape.of(length), tile());
        }
        ScatteringStream windows = new Scattering1D(WINDOW, scales, quality, settings).stream();
        Array all = Array.zeros(signals.type(), leading.append(Shape.of(0, 0)));
        for (int i = 0; i < leading.size(); i++) {
            Array one = Array.zeros(signals.type(), Shape.of(length));
            System.arraycopy(signals.storage(), i * length, one.storage(), 0, length);
            Array whole = windows.again().whole(one);
            if (i == 0) {
                all = Array.zeros(signals.type(), leading.append(whole.shape()));
            }
            int size = whole.shape().size();
            System.arraycopy(whole.storage(), 0, all.storage(), i * size, size);
        }
        return all;
    }

    /** The coefficients along each path, with its own rate; {@link Normalization} does not apply. */
    public List<Coefficients> coefficients(INDArray signals) {
        return coefficients(Array.of(signals));
    }

    /** {@link #coefficients(INDArray)} on the heap. */
    public List<Coefficients> coefficients(Array signals) {
        List<Array> values = Tiles.runAll(separate, signals, Shape.of(length), tile());
        // Which paths a result has does not depend on the type or the number of signals.
        List<Part> parts = Objects.requireNonNull(layout);
        List<Coefficients> all = new ArrayList<>();
        for (Path path : paths()) {
            for (int i = 0; i < parts.size(); i++) {
                int place = parts.get(i).paths().indexOf(path);
                if (place >= 0) {
                    all.add(new Coefficients(
                            path,
                            parts.get(i).stride(),
                            Tiles.along(values.get(i), signals.shape().rank() - 1, place)));
                }
            }
        }
        return all;
    }

    /** Signals that are computed at once. */
    int tile() {
        return Tiles.size(cascade().largest(), 1);
    }

    /** The coefficients of {@code [signals, N]} as an expression, {@code [signals, paths, times]}. */
    public Tensor apply(Tensor x) {
        if (x.rank() != 2 || !x.shape().range(1, 2).equals(Shape.of(length))) {
            throw new ShapeException(
                    "scattering: expected a batch of signals " + Shape.of(length) + ", got " + x.shape());
        }
        return together(x);
    }

    private Tensor together(Tensor x) {
        LineCascade known = cascade();
        Tensor modulus =
                settings.normalization() instanceof Normalization.Renormalized ? known.averageOfModulus(x) : null;
        return Part.together(known.write(x), known.paths(), settings.normalization(), modulus);
    }

    /**
     * This transform as a layer: {@code [batch, ..., N]} to {@code [batch, ..., paths, times]}. It has no parameters. Its derivatives of every order are exact, and
     * finite where a modulus is 0, where they are taken as 0.
     */
    public Layer layer() {
        return (scope, x) -> {
            if (x.rank() < 2 || !x.shape().range(x.rank() - 1, x.rank()).equals(Shape.of(length))) {
                throw new ShapeException(
                        "scattering: expected signals " + Shape.of(length) + " in the last axes, got " + x.shape());
            }
            Shape leading = x.shape().range(0, x.rank() - 1);
            Tensor y = together(x.reshape(Shape.of(leading.size()).append(Shape.of(length))));
            return y.reshape(leading.append(y.shape().range(1, y.rank())));
        };
    }

    @Override
    public String toString() {
        return "Scattering1D[" + length + " samples, J = " + scales + ", Q = " + quality + ", order " + settings.order()
                + "]";
    }
}
