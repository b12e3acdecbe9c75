package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.internal.chain.ChainCompiler;
import dev.lemma.compiler.internal.product.Products;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Primitives;
import java.util.Map;

/**
 * The fast executor: simplifies the expressions, plans all memory, and turns them into few steps, chains and products among them. Running makes no
 * new arrays of values; the Vector API and in-place products leave short-lived objects of a few kilobytes a step behind.
 *
 * <p>Immutable apart from the cache of compiled chains and its team of threads; may open executions from several threads. Results do not depend on
 * the number of threads.
 */
public final class FusedExecutor implements Executor {

    private final ChainCompiler chains;
    private final Products products;
    private final Team team;
    private final Primitives primitives;

    /** An executor with so many threads, for the primitives of all libraries on the class path. */
    public FusedExecutor(int threads) {
        this(threads, Primitives.loaded());
    }

    /** An executor with so many threads, for these primitives. */
    public FusedExecutor(int threads, Primitives primitives) {
        this.chains = ChainCompiler.best();
        this.team = Team.of(threads);
        this.products = Products.of(team);
        this.primitives = primitives
                .withKernel(Draw.class, (draw, node) -> at -> new DrawStep(draw, node, at, chains))
                .withKernel(Scan.class, (scan, node) -> at -> new LoopStep(scan, at, this));
    }

    @Override
    public String name() {
        return "fused";
    }

    @Override
    public Execution open(Routine routine, Map<Tensor, Array> memory) {
        return new FusedExecution(routine, this, memory);
    }

    /**
     * {@inheritDoc} Loads the library of matrix products, if nothing has. Which of its kernels that library takes for a processor it does not tell:
     * processors of one vector length count as equal.
     */
    @Override
    public String arithmetic() {
        String panels = products.panels() == 2 ? "" : ", " + products.panels() + " panels";
        return "fused, " + chains.description() + ", " + Blas.best().description() + panels;
    }

    /** The kernel of a node that no chain computes. */
    Kernel kernel(Tensor node) {
        Kernel kernel = primitives.kernel(node);
        return kernel == null ? new DefinitionKernel(node, primitives.definition(node)) : kernel;
    }

    ChainCompiler chains() {
        return chains;
    }

    Products products() {
        return products;
    }

    /**
     * Its threads, for other work between runs. A team of one's own beside it has workers that wait for work on the same cores, and
     * each delays the other for a while after every step.
     */
    public Team team() {
        return team;
    }

    @Override
    public String toString() {
        return "fused, " + team.threads() + " threads, " + chains.description();
    }
}
