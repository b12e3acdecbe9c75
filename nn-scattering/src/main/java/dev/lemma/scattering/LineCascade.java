package dev.lemma.scattering;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.fourier.HalfFourier;
import dev.lemma.api.fourier.LineSubbands;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.wavelet.Band;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.FilterBank1D;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The scattering of lines as an expression. Paths that have the same scales belong together: a group is {@code [signals, paths, points]}, and a bank of filters of one
 * scale takes all of it at once to the next.
 */
final class LineCascade {

    /** Filters are cut where they are below this share of a rounding error of their largest value. */
    private static final double NOTHING = 1e-3;

    private final Settings settings;
    private final int length;
    private final int stride;
    private final int padded;
    private final int left;
    private final List<FilterBank1D> banks;

    private LineCascade(Settings settings, int length, int stride, int padded, int left, List<FilterBank1D> banks) {
        this.settings = settings;
        this.length = length;
        this.stride = stride;
        this.padded = padded;
        this.left = left;
        this.banks = banks;
    }

    static LineCascade of(int length, int scales, List<Integer> quality, Settings settings) {
        double time = time(scales, settings);
        int log = log2(time);
        int padded;
        int left;
        if (settings.convention() == Convention.EXACT) {
            int deepest = Math.max(log, scales);
            int unit = 1 << deepest;
            int reach = reach(time, scales, settings.order());
            left = (Math.min(reach, length) + unit - 1) / unit * unit;
            padded = unit * nextFast((length + 2 * left + unit - 1) / unit);
        } else {
            int support = support(length, time);
            int most = log2(3.0 * length - 2);
            int wanted = (int) Math.ceil(Math.log(length + 6.0 * support) / Math.log(2));
            padded = 1 << Math.min(wanted, most);
            left = (padded - length) / 2;
        }
        return new LineCascade(settings, length, log, padded, left, banks(padded, scales, quality, time, settings));
    }

    /** That of windows which are periodic as they are: nothing is added at their ends. */
    static LineCascade ofWindow(int length, int scales, List<Integer> quality, Settings settings) {
        double time = time(scales, settings);
        Settings periodic = settings.border(Border.PERIODIC);
        return new LineCascade(periodic, length, log2(time), length, 0, banks(length, scales, quality, time, periodic));
    }

    static double time(int scales, Settings settings) {
        return settings.averaging() instanceof Averaging.Over over ? over.samples() : Math.pow(2, scales);
    }

    /**
     * How far from an end what lies beyond it is felt: filters of a path are Gaussians of deviation at most {@code 2ᴶ/(2π·0.1)} and φ one of {@code T/(2π·0.1)}; one
     * after another their variances add, and seven deviations away a Gaussian has fallen to 1e-10 of its sum.
     */
    static int reach(double time, int scales, int order) {
        double unit = 1 / (2 * Math.PI * 0.1);
        return (int) Math.ceil(7 * unit * Math.sqrt(order * Math.pow(4, scales) + time * time));
    }

    private static List<FilterBank1D> banks(
            int padded, int scales, List<Integer> quality, double time, Settings settings) {
        List<FilterBank1D> banks = new ArrayList<>();
        for (int m = 0; m < Math.max(1, settings.order()); m++) {
            int q = quality.get(Math.min(m, quality.size() - 1));
            boolean known = m > 0 && q == quality.get(Math.min(m - 1, quality.size() - 1));
            banks.add(
                    known
                            ? banks.get(m - 1)
                            : FilterBank1D.of(settings.wavelet(), padded, scales, q, time, settings.convention()));
        }
        return banks;
    }

    private static int log2(double x) {
        return Math.getExponent(x);
    }

    /** The least size of at least n whose prime factors are 2, 3 and 5. */
    static int nextFast(int n) {
        for (int size = n; ; size++) {
            int rest = size;
            for (int prime : new int[] {2, 3, 5}) {
                while (rest % prime == 0) {
                    rest /= prime;
                }
            }
            if (rest == 1) {
                return size;
            }
        }
    }

    /** The published rule: the least t behind which φ, on the points of the signal, has a thousandth of its sum left on one side, and one more. */
    private static int support(int length, double time) {
        double[] phi = FilterBank1D.of(new Morlet(), length, 0, 1, time, Convention.KYMATIO)
                .lowPass();
        Program inTime = Program.of(
                Fused.executor(),
                x -> List.of(
                        Fourier.inverse(Complex.of(x.get(0))).squaredModulus().sqrt()));
        Array magnitude = inTime.call(Array.vector(phi));
        int half = length / 2;
        double tail = 0;
        int first = half;
        for (int t = half - 1; t >= 0; t--) {
            tail += magnitude.get(t);
            if (tail <= 1e-3) {
                first = t;
            } else {
                break;
            }
        }
        return first == half ? half : first + 1;
    }

    List<FilterBank1D> banks() {
        return banks;
    }

    int padded() {
        return padded;
    }

    int left() {
        return left;
    }

    /** Log₂ of the samples between coefficients, where there is averaging over a time. */
    int outputLevel() {
        return Math.max(stride - settings.oversampling(), 0);
    }

    /** Points of the largest group of one signal: what a tile is made of. */
    long largest() {
        long most = padded;
        for (int scale : scales(banks.get(0))) {
            long filters = banks.get(0).bands().stream()
                    .filter(b -> b.scale() == scale)
                    .count();
            most = Math.max(most, filters * (padded >> level(0, scale)));
        }
        return most;
    }

    private static TreeSet<Integer> scales(FilterBank1D bank) {
        TreeSet<Integer> scales = new TreeSet<>();
        for (Band band : bank.bands()) {
            scales.add(Math.max(0, band.scale()));
        }
        return scales;
    }

    private boolean overTime() {
        return settings.averaging() == null || settings.averaging() instanceof Averaging.Over;
    }

    private int level(int from, int scale) {
        int wanted = overTime() ? Math.min(scale, stride) : scale;
        return Math.max(from, Math.max(wanted - settings.oversampling(), 0));
    }

    /** Moduli [signals, paths, points] of one resolution and scale. */
    private static final class Group {

        private final List<Path> paths;
        private final int level;
        private final int scale;
        private final Tensor moduli;
        private @Nullable Complex half;

        Group(List<Path> paths, int level, int scale, Tensor moduli) {
            this.paths = paths;
            this.level = level;
            this.scale = scale;
            this.moduli = moduli;
        }

        List<Path> paths() {
            return paths;
        }

        int level() {
            return level;
        }

        int scale() {
            return scale;
        }

        Tensor moduli() {
            return moduli;
        }

        /** Half the transform, [signals·paths, points/2 + 1]: written once, where it is needed. */
        Complex half() {
            if (half == null) {
                Shape shape = moduli.shape();
                Tensor lines = moduli.reshape(shape.extent(0) * shape.extent(1), shape.extent(2));
                Tensor both = Tensor.apply(new RealFourier(1, 1), lines);
                half = Complex.ofParts(both);
            }
            return half;
        }
    }

    /** All paths in the order in which they are given out. */
    List<Path> paths() {
        List<Path> all = new ArrayList<>();
        List<Path> last = List.of(Path.root());
        all.add(Path.root());
        for (int m = 1; m <= settings.order(); m++) {
            List<Path> next = new ArrayList<>();
            for (Path path : last) {
                for (Band band : banks.get(m - 1).bands()) {
                    if (m == 1
                            || !settings.decreasing()
                            || band.scale() > path.last().scale()) {
                        next.add(path.then(band));
                    }
                }
            }
            all.addAll(next);
            last = next;
        }
        all.removeIf(path -> !settings.gives(path));
        all.sort(Part.ORDER);
        return all;
    }

    /** The coefficients of signals [signals, samples], in parts. */
    List<Part> write(Tensor x) {
        List<Part> parts = new ArrayList<>();
        Tensor signal = padded(x).expand(1);
        List<Group> groups = List.of(new Group(List.of(Path.root()), 0, -1, signal));
        for (int m = 0; m <= settings.order(); m++) {
            List<Group> next = new ArrayList<>();
            for (Group group : groups) {
                boolean given = group.paths().stream().anyMatch(settings::gives);
                List<Group> children = m < settings.order() ? children(group, m) : List.of();
                next.addAll(children);
                if (given) {
                    parts.add(averaged(group));
                }
            }
            groups = next;
        }
        return parts;
    }

    /** Moduli of the first order on all points of the padded line, {@code [signals, bands, padded]}, from the highest band to the lowest; where nothing is sub-sampled. */
    Tensor firstModuli(Tensor x) {
        List<Group> groups =
                children(new Group(List.of(Path.root()), 0, -1, padded(x).expand(1)), 0);
        List<Tensor> moduli = new ArrayList<>();
        int bands = banks.get(0).bands().size();
        double[] order = new double[bands];
        int next = 0;
        for (Group group : groups) {
            for (Path path : group.paths()) {
                order[path.last().index()] = next++;
            }
            moduli.add(group.moduli());
        }
        return Tensor.concat(1, moduli)
                .gather(1, Tensor.literal(Array.vector(order).as(x.type())));
    }

    /** {@code |x| ∗ φ}, for renormalisation. */
    Tensor averageOfModulus(Tensor x) {
        Tensor modulus = padded(x).abs().expand(1);
        return averaged(new Group(List.of(Path.root()), 0, -1, modulus)).values();
    }

    private Tensor padded(Tensor x) {
        int right = padded - left - length;
        if (settings.border() == Border.ZERO) {
            return x.pad(1, left, right);
        }
        double[] places = new double[padded];
        for (int i = 0; i < padded; i++) {
            places[i] = settings.border().place((long) i - left, length);
        }
        return x.gather(1, Tensor.literal(Array.vector(places).as(x.type())));
    }

    private List<Group> children(Group group, int m) {
        FilterBank1D bank = banks.get(m);
        List<Group> children = new ArrayList<>();
        for (int scale : scales(bank)) {
            List<Band> filters = new ArrayList<>();
            for (Band band : bank.bands()) {
                boolean here = Math.max(0, band.scale()) == scale
                        && (m == 0 || !settings.decreasing() || scale > group.scale());
                if (here && group.paths().stream().anyMatch(p -> settings.needs(p.then(band)))) {
                    filters.add(band);
                }
            }
            if (!filters.isEmpty()) {
                children.add(child(group, bank, scale, filters));
            }
        }
        return children;
    }

    private Group child(Group group, FilterBank1D bank, int scale, List<Band> filters) {
        int level = level(group.level(), scale);
        int n = padded >> group.level();
        int m = padded >> level;
        Complex half = group.half();
        double[][] rows = new double[filters.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = bank.wavelet(filters.get(i).index(), group.level());
        }
        Tensor bands =
                Tensor.apply(new LineSubbands(n, n / m), half.real(), half.imaginary(), literal(half.type(), rows));
        Tensor inTime = Tensor.apply(new DiscreteFourier(List.of(2), true, 1.0 / n), bands.at(0, 0), bands.at(0, 1));
        Tensor moduli = Complex.ofParts(inTime).modulus();
        int signals = group.moduli().shape().extent(0);
        List<Path> paths = new ArrayList<>();
        for (Path path : group.paths()) {
            for (Band band : filters) {
                paths.add(path.then(band));
            }
        }
        return new Group(paths, level, scale, moduli.reshape(signals, paths.size(), m));
    }

    /** Filters side by side; what a rounding error hides is 0, and costs nothing. */
    private static Tensor literal(DType type, double[][] rows) {
        return Tensor.literal(cut(type, rows).as(type));
    }

    /** Rows side by side, with 0 where they are less than a rounding error of the type hides. */
    static Array cut(DType type, double[][] rows) {
        int n = rows[0].length;
        double[] together = new double[rows.length * n];
        for (int i = 0; i < rows.length; i++) {
            double largest = 0;
            for (double value : rows[i]) {
                largest = Math.max(largest, Math.abs(value));
            }
            double cut = NOTHING * type.epsilon() * largest;
            for (int k = 0; k < n; k++) {
                together[i * n + k] = Math.abs(rows[i][k]) < cut ? 0 : rows[i][k];
            }
        }
        return Array.of(Shape.of(rows.length, n), together);
    }

    private Part averaged(Group group) {
        int n = padded >> group.level();
        int signals = group.moduli().shape().extent(0);
        int paths = group.paths().size();
        if (settings.averaging() instanceof Averaging.None) {
            return new Part(group.paths(), 1 << group.level(), unpadded(group.moduli(), group.level()));
        }
        if (settings.averaging() instanceof Averaging.Global) {
            Tensor mean = settings.convention() == Convention.EXACT
                    ? unpadded(group.moduli(), group.level()).mean(2)
                    : group.moduli().sum(2);
            return new Part(group.paths(), length, mean.expand(2));
        }
        int level = Math.max(group.level(), outputLevel());
        int m = padded >> level;
        Complex half = group.half();
        Tensor bands = Tensor.apply(
                new LineSubbands(n, n / m), half.real(), half.imaginary(), literal(half.type(), new double[][] {
                    banks.get(0).lowPass(group.level())
                }));
        // φ is even, so this is the transform of real numbers: half of it says all.
        Tensor inTime = Tensor.apply(
                new HalfFourier(2, m, 1.0 / n),
                bands.at(0, 0).slice(2, 0, m / 2 + 1),
                bands.at(0, 1).slice(2, 0, m / 2 + 1));
        return new Part(group.paths(), 1 << level, unpadded(inTime.reshape(signals, paths, m), level));
    }

    /** What is proved of the coefficients, before they are normalised. */
    Certificate certificate() {
        CascadeBounds.Filters filters = new CascadeBounds.Filters() {
            @Override
            public double[] output(int level, boolean subsampled) {
                double[] phi = banks.get(0).lowPass(level);
                int step = subsampled ? 1 << (Math.max(level, outputLevel()) - level) : 1;
                double[] counts = CascadeBounds.counts(phi, 1, phi.length, 1, step);
                if (!overTime()) {
                    Arrays.fill(counts, settings.averaging() instanceof Averaging.Global ? global(level) : 1);
                }
                return counts;
            }

            /** A mean over the samples; the published convention adds all places of the padded line. */
            private double global(int level) {
                return settings.convention() == Convention.EXACT ? 1.0 / (length >> level) : padded >> level;
            }

            @Override
            public double[] wavelets(int order, int level, int scale, boolean subsampled) {
                FilterBank1D bank = banks.get(order);
                int n = padded >> level;
                int step = subsampled ? 1 << (LineCascade.this.level(level, scale) - level) : 1;
                double[] sum = new double[n];
                for (Band band : bank.bands()) {
                    if (Math.max(0, band.scale()) == scale) {
                        double[] counts = CascadeBounds.counts(bank.wavelet(band.index(), level), 1, n, 1, step);
                        for (int k = 0; k < n; k++) {
                            sum[k] += counts[k];
                        }
                    }
                }
                return sum;
            }

            @Override
            public List<Integer> scales(int order) {
                return List.copyOf(LineCascade.scales(banks.get(order)));
            }

            @Override
            public int level(int from, int scale) {
                return LineCascade.this.level(from, scale);
            }

            @Override
            public double smoothness() {
                double[] phi = banks.get(0).lowPass();
                double most = 0;
                for (int k = 0; k < padded; k++) {
                    most = Math.max(most, Math.min(k, padded - k) / (double) padded * Math.abs(phi[k]));
                }
                return most;
            }
        };
        return CascadeBounds.of(filters, settings, CascadeBounds.repeats(settings.border(), length, padded, left));
    }

    /** The coefficients that stand on the signal. */
    private Tensor unpadded(Tensor values, int level) {
        int step = 1 << level;
        return values.slice(2, (left + step - 1) / step, (left + length + step - 1) / step);
    }
}
