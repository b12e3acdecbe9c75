package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.CustomTangent;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.compiler.internal.definition.MoveDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** What only moves numbers, or shows them otherwise. Most have no kernel: the fused executor has views of them. */
public final class MoveLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Literal.class, MoveDefinitions::literal);
        to.add(Reshape.class, MoveDefinitions::same);
        to.add(StopGradient.class, MoveDefinitions::same);
        to.add(CustomGradient.class, MoveDefinitions::same);
        to.add(CustomTangent.class, MoveDefinitions::same);
        to.add(ParameterView.class, MoveDefinitions::parameter);
        to.add(Broadcast.class, MoveDefinitions::broadcast);
        to.add(Permute.class, MoveDefinitions::permute);
        to.add(Slice.class, MoveDefinitions::slice);
        to.add(Cast.class, MoveDefinitions::same, MoveKernels::cast);
        to.add(Pad.class, MoveDefinitions::pad, MoveKernels::pad);
        to.add(Concat.class, MoveDefinitions::concat, MoveKernels::concat);
    }
}
