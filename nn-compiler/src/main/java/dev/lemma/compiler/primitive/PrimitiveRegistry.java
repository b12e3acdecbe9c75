package dev.lemma.compiler.primitive;

import dev.lemma.api.tensor.Primitive;

/** Takes what a {@link PrimitiveLibrary} contributes. */
public interface PrimitiveRegistry {

    /** A primitive whose values come from its definition on both executors. */
    <P extends Primitive> void add(Class<P> primitive, Definition.Factory<P> definition);

    /** A primitive with a plain definition and a fast kernel. */
    <P extends Primitive> void add(Class<P> primitive, Definition.Factory<P> definition, Kernel.Factory<P> kernel);
}
