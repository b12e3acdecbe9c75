package dev.lemma.runtime;

import dev.lemma.api.plugin.PluginReference;
import java.util.Map;

/** Parts inside the options of parts: the initializer of a layer, the schedule of an optimiser. */
interface Parts {

    /** Whether values of this type are parts that have names. */
    boolean arePartsOf(Class<?> type);

    /** What such parts are called in messages: {@code initializer}. */
    String kind(Class<?> type);

    /** The part of this name, of a point whose parts are of the type. */
    Object create(Class<?> type, String name, Map<String, ?> options);

    /** The part that a saved reference names. */
    Object restore(Class<?> type, PluginReference reference);

    /** The reference from which {@link #restore} makes an equal part. */
    PluginReference reference(Class<?> type, Object part);
}
