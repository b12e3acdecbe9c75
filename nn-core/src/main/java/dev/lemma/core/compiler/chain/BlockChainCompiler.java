package dev.lemma.core.compiler.chain;

import dev.lemma.api.tensor.DType;

/**
 * Compiles a chain to plain loops over blocks of elements that lie in the first-level cache, which the just-in-time compiler turns
 * into vector instructions by itself. Needs nothing beyond Java 17.
 *
 * <p>Kernels of one compiler share their registers, one set per thread that runs them.
 */
public final class BlockChainCompiler implements ChainCompiler {
    private final boolean fused;
    private final ThreadLocal<FloatRegisters> floats = ThreadLocal.withInitial(FloatRegisters::new);
    private final ThreadLocal<DoubleRegisters> doubles = ThreadLocal.withInitial(DoubleRegisters::new);

    private BlockChainCompiler(boolean fused) {
        this.fused = fused;
    }

    /** An interpreter: a loop per instruction, the same for all chains, and so fast from the first tenth of a second on. */
    public static BlockChainCompiler stepwise() {
        return new BlockChainCompiler(false);
    }

    /** Loops of several instructions, written for each chain: fewer passes over the blocks, once they are warm. */
    public static BlockChainCompiler fused() {
        return new BlockChainCompiler(true);
    }

    @Override
    public ChainKernel compile(Chain chain) {
        chain.requireFits();
        return chain.type() == DType.FLOAT32
                ? new FloatBlockKernel(chain, fused, floats)
                : new DoubleBlockKernel(chain, fused, doubles);
    }

    @Override
    public String description() {
        return (fused ? "fused block loops" : "block loops") + ", vectorised by the just-in-time compiler";
    }
}
