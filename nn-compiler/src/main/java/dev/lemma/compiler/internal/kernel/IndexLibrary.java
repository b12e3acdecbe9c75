package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.compiler.internal.definition.IndexDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** Taking from places and putting there. */
public final class IndexLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Gather.class, IndexDefinitions::gather, IndexKernels::gather);
        to.add(ScatterAdd.class, IndexDefinitions::scatterAdd, IndexKernels::scatterAdd);
        to.add(TakeAlong.class, IndexDefinitions::takeAlong, IndexKernels::takeAlong);
        to.add(ScatterAlong.class, IndexDefinitions::scatterAlong, IndexKernels::scatterAlong);
    }
}
