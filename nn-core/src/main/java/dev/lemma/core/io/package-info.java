/**
 * Numbers in files: npy and npz, safetensors, IDX, CSV and PNG, and the one way in which everything here is written.
 *
 * <p><b>Reading trusts nothing.</b> How many bytes a file can hold is known before its header is believed, so a
 * header that claims more than that is refused before anything is allocated; for deflated data the bound is the
 * format's own, 1032 bytes out for one byte in, and memory grows only with what has really arrived. Checksums that a
 * format has are checked, the end of a file must be where the header says, and names with {@code ..} or control
 * characters are refused although nothing here ever turns a name into a path. The answer to a bad file is a
 * {@link dev.lemma.core.io.FormatException} that names the file, what was found and what was expected.
 *
 * <p><b>Numbers keep their value.</b> float32 and float64 come back bit for bit; half-width floats, truth values and
 * whole numbers of up to 16 bits become float32, wider whole numbers become float64, and those beyond 2⁵³, which
 * float64 cannot hold, are refused.
 *
 * <p><b>Writing is all or nothing</b> ({@link dev.lemma.core.io.AtomicFile}), and the same content gives the same
 * bytes: no dates, no hash order.
 */
@NullMarked
package dev.lemma.core.io;

import org.jspecify.annotations.NullMarked;
