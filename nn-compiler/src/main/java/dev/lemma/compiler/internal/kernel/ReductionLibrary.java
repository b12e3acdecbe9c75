package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.ArgSort;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.Sum;
import dev.lemma.compiler.internal.definition.ReductionDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** Sums, extremes and orders along axes. Sums and maxima are computed by chains, but for sums down the columns of many matrices. */
public final class ReductionLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Sum.class, ReductionDefinitions::sum, ReductionKernels::sum);
        to.add(Max.class, ReductionDefinitions::max);
        to.add(ArgMax.class, ReductionDefinitions::argMax, ReductionKernels::argMax);
        to.add(ArgSort.class, ReductionDefinitions::argSort, SortKernel::new);
        to.add(CumulativeSum.class, ReductionDefinitions::cumulativeSum, ReductionKernels::cumulativeSum);
    }
}
