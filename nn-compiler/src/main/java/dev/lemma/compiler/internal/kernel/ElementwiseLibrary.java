package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.special.ScaledErfcIntegral;
import dev.lemma.api.special.Special;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.internal.definition.ElementwiseDefinitions;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** Element-wise operations, which the fused executor computes by chains. */
public final class ElementwiseLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Unary.class, ElementwiseDefinitions::unary);
        to.add(Polygamma.class, ElementwiseDefinitions::polygamma);
        to.add(Special.class, ElementwiseDefinitions::special);
        to.add(ScaledErfcIntegral.class, ElementwiseDefinitions::scaledErfcIntegral);
        to.add(Binary.class, ElementwiseDefinitions::binary);
        to.add(Select.class, ElementwiseDefinitions::select);
    }
}
