package org.droppoint.report.pdf;

import com.lowagie.text.Document;
import com.lowagie.text.DocumentException;
import com.lowagie.text.PageSize;
import com.lowagie.text.pdf.PdfArray;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.droppoint.report.Report;
import org.droppoint.report.ReportRenderer;
import org.droppoint.report.Words;

/**
 * The report on A4 paper. The same report gives the same bytes: the file carries no time of making, and its identifier
 * is a constant.
 */
public final class PdfRenderer implements ReportRenderer {
    private static final float MARGIN_POINTS = 40;
    private static final byte[] FILE_ID = new byte[16];

    @Override
    public void render(Report report, OutputStream out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Document document = new Document(PageSize.A4, MARGIN_POINTS, MARGIN_POINTS, MARGIN_POINTS, MARGIN_POINTS);
            PdfWriter writer = PdfWriter.getInstance(document, bytes);
            writer.setStrictImageSequence(true);
            document.open();
            document.addTitle(PdfText.clean(Words.headline(report.verdict())));
            writer.getInfo().remove(PdfName.CREATIONDATE);
            writer.getInfo().remove(PdfName.MODDATE);
            writer.getInfo().put(PdfName.FILEID, fileId());
            new PdfBody(report, document, writer).write();
            document.close();
        } catch (DocumentException e) {
            throw new IOException("the PDF could not be laid out", e);
        }
        bytes.writeTo(out);
        out.flush();
    }

    private static PdfArray fileId() {
        PdfArray id = new PdfArray();
        id.add(new PdfString(FILE_ID).setHexWriting(true));
        id.add(new PdfString(FILE_ID).setHexWriting(true));
        return id;
    }
}
