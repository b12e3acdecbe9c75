package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.internal.chain.ChainCompiler;
import dev.lemma.compiler.internal.product.Products;
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

    /** An executor with so many threads. */
    public FusedExecutor(int threads) {
        this.chains = ChainCompiler.best();
        this.team = Team.of(threads);
        this.products = Products.of(team);
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
