package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;

/**
 * Compiles a chain to plain loops over blocks of elements that lie in the first-level cache, which the just-in-time compiler turns
 * into vector instructions by itself. Needs nothing beyond Java 17, and is faster from Java 22 on.
 *
 * <p>Kernels of one compiler share their registers, one set per thread that runs them.
 */
public final class BlockChainCompiler implements ChainCompiler {
    private final boolean fused;
    private final RegisterLayout layout;
    private final ThreadLocal<FloatRegisters> floats;
    private final ThreadLocal<DoubleRegisters> doubles;

    private BlockChainCompiler(boolean fused, RegisterLayout layout) {
        this.fused = fused;
        this.layout = layout;
        floats = ThreadLocal.withInitial(() -> new FloatRegisters(layout));
        doubles = ThreadLocal.withInitial(() -> new DoubleRegisters(layout));
    }

    /** An interpreter: a loop per instruction, the same for all chains, and so fast from the first tenth of a second on. */
    public static BlockChainCompiler stepwise() {
        return new BlockChainCompiler(false, RegisterLayout.APART);
    }

    /** Loops of several instructions, written for each chain: fewer passes over the blocks, once they are warm. */
    public static BlockChainCompiler fused() {
        return new BlockChainCompiler(true, RegisterLayout.forWrittenLoops());
    }

    @Override
    public ChainKernel compile(Chain chain) {
        chain.requireFits();
        return chain.type() == DType.FLOAT32
                ? new FloatBlockKernel(chain, program(chain), floats)
                : new DoubleBlockKernel(chain, program(chain), doubles);
    }

    private BlockProgram program(Chain chain) {
        return fused ? BlockProgram.fused(chain, layout) : BlockProgram.stepwise(chain);
    }

    @Override
    public String description() {
        return (fused ? "fused block loops" : "block loops") + ", vectorised by the just-in-time compiler";
    }
}
