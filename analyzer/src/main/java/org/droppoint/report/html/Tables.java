package org.droppoint.report.html;

/** Tables that scroll sideways in their own box where the page is narrow. */
final class Tables {
    private Tables() {}

    static void begin(HtmlWriter html, String... titles) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Table");
        html.open("table").open("thead").open("tr");
        for (String title : titles) {
            html.leaf("th", title, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody").line();
    }

    static void end(HtmlWriter html) {
        html.close("tbody").close("table").close("div").line();
    }
}
