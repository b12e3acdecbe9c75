package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.primitive.MatrixProducts;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;

/** The workplace of one item in one execution. */
final class Site implements Workplace {

    private final Place[] operands;
    private final Place result;
    private final Binding binding;
    private final FusedExecutor executor;

    Site(Item.Compute item, Binding binding, FusedExecutor executor) {
        this.operands = item.operands().stream().map(binding::place).toArray(Place[]::new);
        this.result = binding.place(View.of(item.node()));
        this.binding = binding;
        this.executor = executor;
        binding.releaseScratch();
    }

    @Override
    public Place operand(int i) {
        return operands[i];
    }

    @Override
    public Place result() {
        return result;
    }

    @Override
    public Object scratch(DType type, int size) {
        return binding.sharedScratch(type, size);
    }

    @Override
    public Object memory(DType type, int size) {
        return binding.scratch(type, size);
    }

    @Override
    public void count(long bytes) {
        binding.count(bytes);
    }

    @Override
    public Team team() {
        return executor.team();
    }

    @Override
    public MatrixProducts products() {
        return executor.products();
    }
}
