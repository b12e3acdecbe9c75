package dev.lemma.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of an option that is not given, as it would be typed.
 *
 * <pre>{@code
 * record Lion(double rate, @Default("0.9") double beta1, @Default("0.99") double beta2) implements Optimizer
 * }</pre>
 *
 * @see Contributions#add(ExtensionPoint, String, Class)
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    /** The text. */
    String value();
}
