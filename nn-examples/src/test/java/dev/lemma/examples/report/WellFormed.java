package dev.lemma.examples.report;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.xml.sax.InputSource;

/** Asks an XML parser. */
final class WellFormed {

    private WellFormed() {}

    /** The name of the root element; throws if the text is not XML. */
    static String root(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement()
                .getTagName();
    }
}
