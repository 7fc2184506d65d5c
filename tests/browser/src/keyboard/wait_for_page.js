// Done as soon as the page of this address is there.
const [end, done] = arguments;
const look = () => {
    if (location.pathname.includes(end) && document.readyState === "complete") {
        done(true);
    } else {
        setTimeout(look, 10);
    }
};
look();
