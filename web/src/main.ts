// What every page loads. Pages are complete without it: each module adds ease
// to something that works by plain links and forms. One module per concern,
// listed here; none may ask another address than the server's own.
import "./drafts";
import "./htmx";
import "./uploads";
import "./needs";
import "./corrects";
import "./frame";
import "./focus";
import "./limits";
import "./lists";
import "./once";
import "./parts";
import "./print";
import "./resent";
import "./restored";
import "./rows";
