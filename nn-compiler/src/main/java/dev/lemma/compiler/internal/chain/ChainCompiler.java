package dev.lemma.compiler.internal.chain;

/**
 * Turns chains into kernels. All compilers give kernels with the same bits (NaNs apart); they differ in speed and in what they
 * need of the virtual machine.
 */
public interface ChainCompiler {
    /**
     * The kernel of {@code chain}.
     *
     * @throws IllegalArgumentException if the chain is too long, see {@link Chain#fitsOneMethod()}
     */
    ChainKernel compile(Chain chain);

    /** What this compiler is, for logs and reports. */
    String description();

    /**
     * Whether a sum costs next to nothing in a long chain that reads its elements anyway. In block loops a chain of its own costs
     * less.
     */
    default boolean sumsAreFree() {
        return false;
    }

    /**
     * The fastest compiler this virtual machine offers, with a cache of kernels: block loops, and once they are warm Vector API
     * classes if it was started with {@code --add-modules jdk.incubator.vector}, otherwise fused block loops.
     * {@code -Dlemma.vector=false} forces the latter.
     */
    static ChainCompiler best() {
        boolean wanted = !"false".equalsIgnoreCase(System.getProperty("lemma.vector"));
        boolean vectors = wanted && VectorChainCompiler.available();
        return new CachingChainCompiler(new WarmChainCompiler(
                BlockChainCompiler.stepwise(), vectors ? new VectorChainCompiler() : BlockChainCompiler.fused()));
    }
}
