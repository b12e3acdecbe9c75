package dev.lemma.compiler.internal.fourier;

/**
 * What transforms are made of, on float64 numbers. Point p of lane q of an array with offset o and stride d is at {@code o + p·d + q}, the real parts in
 * one array and the imaginary ones in another or further on. Nothing works in place unless it says so. At least {@link #width} lanes.
 */
interface DoubleStages {

    /** Lanes of a vector. */
    int width();

    /** One stage; the last one multiplies by {@code scale}. */
    void run(
            Stage stage,
            double scale,
            int lanes,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride);

    /** {@code y[p] = w[p]·x[p]} for every lane; w is read at every {@code wStep}-th place from {@code w} on. */
    void multiply(
            int points,
            int lanes,
            double[] wr,
            double[] wi,
            int w,
            int wStep,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride);

    /** {@code x[i] ← w[i]·x[i]}, in place. */
    void multiplyEach(int count, double[] wr, double[] wi, int w, double[] xr, int in, double[] xi, int inI);

    /**
     * From the transform Z of {@code x₂ⱼ + i·x₂ⱼ₊₁}, m points, that of the 2m real x: {@code Xₖ = E + w O}, {@code E = (Zₖ + Z̄ₘ₋ₖ)/2},
     * {@code O = −i(Zₖ − Z̄ₘ₋ₖ)/2}, {@code w = e^{−πik/m}}, for k = 0 … m. The imaginary parts
     * of Z lie {@code imaginary} behind the real ones.
     */
    void unpack(
            int m,
            int lanes,
            double[] wr,
            double[] wi,
            double[] z,
            int in,
            int imaginary,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride);

    /** The way back, twice: {@code 2Zₖ = (Xₖ + X̄ₘ₋ₖ) + i·w̄(Xₖ − X̄ₘ₋ₖ)}; the imaginary parts of X₀ and Xₘ are taken for 0. */
    void pack(
            int m,
            int lanes,
            double[] wr,
            double[] wi,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] z,
            int out,
            int imaginary,
            int outStride);
}
