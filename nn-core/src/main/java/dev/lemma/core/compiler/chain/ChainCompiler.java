package dev.lemma.core.compiler.chain;

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
     * The fastest compiler this virtual machine offers, with a cache of kernels: Vector API classes, once they are warm, if it was
     * started with {@code --add-modules jdk.incubator.vector}, otherwise block loops. {@code -Dlemma.vector=false} forces the latter.
     */
    static ChainCompiler best() {
        boolean wanted = !"false".equalsIgnoreCase(System.getProperty("lemma.vector"));
        ChainCompiler blocks = new BlockChainCompiler();
        return new CachingChainCompiler(
                wanted && VectorChainCompiler.available() ? new WarmChainCompiler(blocks, new VectorChainCompiler()) : blocks);
    }
}
